"""What a command that is not MkDocs' reads from mkdocs.yml."""

from pathlib import Path

from mkdocs.config import load_config
from mkdocs.exceptions import Abort, ConfigurationError

from showcase import words
from showcase.options import OptionError, Options
from showcase.pages import Site
from showcase.plugin.hooks import ShowcasePlugin
from showcase.plugin.settings import options_of, site_of, words_of


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
    except (Abort, ConfigurationError) as error:
        raise OptionError(f"{config_file} cannot be read: {error}") from error
    plugin = config.plugins.get("showcase")
    if not isinstance(plugin, ShowcasePlugin):
        raise OptionError(f"{config_file} has no plugin `showcase`. Add it under `plugins:`.")
    options = options_of(config, plugin.config)
    return options, site_of(config, options), words_of(config)
