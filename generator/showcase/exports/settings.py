"""A site's mkdocs.yml, and the one that stands in an export: the same without our plugin."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from showcase.addresses import STYLES
from showcase.text import quoted

HEAD: Final = "# Written by `showcase export docs`. The next export replaces the whole folder.\n"
OVERRIDES: Final = "overrides"
DOCS: Final = "docs"
# What belongs to the place of the original, or to our plugin.
_LEFT: Final = (
    "docs_dir",
    "site_dir",
    "watch",
    "hooks",
    "edit_uri",
    "edit_uri_template",
    "INHERIT",
)
_DEPTH: Final = 20
# Tags such as !ENV and !!python/name stay as they are: nodes are read, never objects.
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT: Final = "tag:yaml.org,2002:str"


class SettingsError(ValueError):
    """The mkdocs.yml cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A mkdocs.yml as nodes of YAML, parents merged in.

    Attributes:
        docs_dir, custom_dir: Where the site's own pages and templates are.
    """

    node: yaml.MappingNode
    docs_dir: Path
    custom_dir: Path | None

    @property
    def left_out(self) -> tuple[str, ...]:
        """What the export does not carry: hooks, which are programs of the site's own."""
        return ("hooks",) if _get(self.node, "hooks") is not None else ()

    def exported(
        self, extra: Mapping[str, Any], nav: Sequence[Any], unlisted: Iterable[str]
    ) -> str:
        """Return the mkdocs.yml of an export.

        Args:
            extra: Goes under `extra:`, for our templates.
            nav: For a site that has none of its own.
            unlisted: Pages that stand in no navigation.
        """
        pairs = {key: value for key, value in _pairs(self.node).items() if key not in _LEFT}
        theme = pairs.get("theme")
        named = _pairs(theme) if isinstance(theme, yaml.MappingNode) else {"name": theme}
        theme_pairs = {key: value for key, value in named.items() if value is not None}
        theme_pairs["custom_dir"] = _node(OVERRIDES)
        # Zensical has a look of its own, too; our styles are made for Material's.
        theme_pairs.setdefault("variant", _node("classic"))
        pairs["theme"] = _mapping(theme_pairs)
        pairs["docs_dir"] = _node(DOCS)
        # The pages link to their own files; what the builder would make of theirs leads nowhere.
        pairs["edit_uri"] = _node("")
        pairs["plugins"] = _without_ours(pairs.get("plugins"))
        own = pairs.get("extra")
        more = _pairs(own) if isinstance(own, yaml.MappingNode) else {}
        pairs["extra"] = _mapping({**more, **{key: _node(value) for key, value in extra.items()}})
        styles = pairs.get("extra_css")
        files = styles.value if isinstance(styles, yaml.SequenceNode) else []
        pairs["extra_css"] = yaml.SequenceNode("tag:yaml.org,2002:seq", [_node(STYLES), *files])
        if "nav" not in pairs:
            pairs["nav"] = _node(nav)
        kept = pairs.get("not_in_nav")
        lines = [kept.value] if isinstance(kept, yaml.ScalarNode) else []
        pairs["not_in_nav"] = _node("\n".join([*lines, *(f"/{uri}" for uri in unlisted)]))
        return HEAD + str(yaml.serialize(_mapping(pairs), allow_unicode=True, width=100))


def read_settings(config_file: Path) -> Settings:
    """Read a mkdocs.yml and those that it inherits from.

    Raises:
        SettingsError: one of them cannot be read.
    """
    node = _read(config_file, _DEPTH)
    root = config_file.parent
    docs = _get(node, "docs_dir")
    theme = _get(node, "theme")
    custom = _get(theme, "custom_dir") if isinstance(theme, yaml.MappingNode) else None
    return Settings(
        node,
        root / (docs.value if isinstance(docs, yaml.ScalarNode) else "docs"),
        root / custom.value if isinstance(custom, yaml.ScalarNode) else None,
    )


def _read(file: Path, depth: int) -> yaml.MappingNode:
    try:
        node = yaml.compose(file.read_text("utf-8-sig"), Loader=_LOADER)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(f"{file} cannot be read: {quoted(str(error))}") from error
    if not isinstance(node, yaml.MappingNode):
        raise SettingsError(f"{file} holds no `key: value` lines.")
    parent = _get(node, "INHERIT")
    if not isinstance(parent, yaml.ScalarNode):
        return node
    if depth == 0:
        raise SettingsError(f"{file} inherits from too many files. See that none names itself.")
    merged: yaml.MappingNode = _merged(_read(file.parent / parent.value, depth - 1), node)
    return merged


def _merged(parent: yaml.Node, child: yaml.Node) -> Any:
    """Return what MkDocs makes of `INHERIT`: mappings are joined, all else is replaced."""
    if not isinstance(parent, yaml.MappingNode) or not isinstance(child, yaml.MappingNode):
        return child
    pairs = _pairs(parent)
    for key, value in _pairs(child).items():
        pairs[key] = _merged(pairs[key], value) if key in pairs else value
    return _mapping(pairs)


def _without_ours(plugins: yaml.Node | None) -> yaml.Node:
    """Return the plugins without ours, as a list: every builder reads one."""
    if isinstance(plugins, yaml.MappingNode):
        items = [_mapping({key: value}) for key, value in _pairs(plugins).items()]
    elif isinstance(plugins, yaml.SequenceNode):
        items = [
            one if isinstance(one, yaml.MappingNode) else _mapping({one.value: _node({})})
            for one in plugins.value
        ]
    else:
        items = [_mapping({"search": _node({})})]
    kept = [one for one in items if set(_pairs(one)) != {"showcase"}]
    return yaml.SequenceNode("tag:yaml.org,2002:seq", kept)


def _pairs(node: Any) -> dict[str, Any]:
    return {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}


def _get(node: Any, name: str) -> Any:
    return _pairs(node).get(name)


def _mapping(pairs: Mapping[str, Any]) -> yaml.MappingNode:
    return yaml.MappingNode(
        "tag:yaml.org,2002:map",
        [(yaml.ScalarNode(_TEXT, key), value) for key, value in pairs.items()],
    )


def _node(value: Any) -> Any:
    """Return a value of JSON as a node."""
    return yaml.compose(yaml.safe_dump(value, allow_unicode=True), Loader=_LOADER)
