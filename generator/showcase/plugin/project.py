"""What a command that is not MkDocs' reads from mkdocs.yml."""

from pathlib import Path

from mkdocs.config import load_config
from mkdocs.exceptions import Abort, ConfigurationError

from showcase import words
from showcase.options import OptionError, Options
from showcase.pages import Site
from showcase.plugin.hooks import ShowcasePlugin
from showcase.plugin.settings import options_of, site_of, words_of
from showcase.text import one_line, quoted


def load_options(config_file: Path) -> Options:
    """Return the options alone; see `load_project`."""
    return load_project(config_file)[0]


def load_project(config_file: Path) -> tuple[Options, Site, words.Words]:
    """Read mkdocs.yml for a command that is not MkDocs'.

    Raises:
        OptionError: the file cannot be read, has no `showcase` plugin, or a bad option.
    """
    try:
        config = load_config(str(config_file))
    except Abort as error:
        raise OptionError(
            f"{config_file} cannot be used. Mend what the lines above name."
        ) from error
    except ConfigurationError as error:
        raise OptionError(f"{config_file} cannot be read: {one_line(str(error))}") from error
    except Exception as error:  # MkDocs lets through what its YAML, hooks and plugins raise
        raise OptionError(
            f"{config_file} cannot be read: {quoted(f'{type(error).__name__}: {error}')}. Look at "
            "its values: text that looks like a date or a number wants quotes."
        ) from error
    plugin = config.plugins.get("showcase")
    if not isinstance(plugin, ShowcasePlugin):
        raise OptionError(f"{config_file} has no plugin `showcase`. Add it under `plugins:`.")
    options = options_of(config, plugin.config)
    return options, site_of(config, options), words_of(config)
