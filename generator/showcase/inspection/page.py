"""One finished page: what of it should not be there, and which parts of others it names."""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import ClassVar, Final
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from showcase.inspection.elements import (
    DATA_SCRIPTS,
    FRAMES,
    HARMLESS,
    INERT,
    LOADING_RELATIONS,
    OURS,
)
from showcase.inspection.places import Place, Places, root_of
from showcase.text import quoted

Attributes = Mapping[str, str | None]

_REFERENCES: Final = ("href", "xlink:href")
_SOURCES: Final = ("src", "poster", "data", "background")
_LISTS: Final = ("srcset", "imagesrcset")
_ACTIONS: Final = ("action", "formaction")
_FOREIGN: Final = ("srcdoc", "ping", "manifest", "shadowrootmode")
# What the templates write most: elements of which only the attributes are of interest.
_PLAIN: Final = OURS - {"meta", "script", "template"}
_BODY: Final = "md-content__inner"
_POLICY: Final = "content-security-policy"
_HTTP_EQUIVALENTS: Final = frozenset({_POLICY, "x-ua-compatible", "content-type"})
_DIRECTIVE: Final = re.compile(r"script-src ([^;]*)")
_WEAK: Final = frozenset({"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "http:", "https:"})
# In a style, what loads; and an escape, behind which a word could hide.
_LOADING_STYLE: Final = re.compile(r"url\s*\(|image-set\s*\(|src\s*\(|@import|\\", re.IGNORECASE)
_STYLE_ADDRESS: Final = re.compile(
    r"""(?:url|src)\s*\(\s*["']?([^"')]*)|@import\s+["']([^"']*)""", re.IGNORECASE
)
_ESCAPING: Final = "Look for a template or plugin that writes text without escaping it."
_WAY_UP: Final = re.compile(r"""(url\(\s*["']?)(?:\.\.?/)+""", re.IGNORECASE)
STYLE: Final = f"holds a <style>, which our templates do not. {_ESCAPING}"
_MEND: Final = "Mend the link, or what it names."


class Look:
    """A page, looked at once.

    Attributes:
        findings: Sentences that say what should not be there, and what to do.
        ids: Names on the page that a fragment can lead to.
        parts: Addresses that name a part of another page, with where they lead.
        styles: The <style>s around its body, which are the frame's if all pages have them; less
            the way to the root.
    """

    def __init__(self, html: bytes, folder: str, places: Places, *, is_home: bool = False) -> None:
        """Look at a page.

        Args:
            html: The page, in UTF-8.
            folder: Where its relative addresses begin, "" or ending in a slash.
            places: Reads its addresses.
            is_home: Whether maintainers wrote a part of its body.
        """
        self.findings: list[str] = []
        self.ids: set[str] = set()
        self.parts: dict[str, Place] = {}
        self.styles: set[str] = set()
        self._folder = folder
        self._places = places
        self._is_home = is_home
        self._root = root_of(folder)
        self._fine = places.fine(folder)
        self._policies: list[str] = []
        self._own_parts: dict[str, str] = {}
        self._read(html)
        if not self._policies:
            self._found("has no Content-Security-Policy. Let its template extend `base.html`.")
        for address, fragment in self._own_parts.items():
            if not names(fragment, self.ids):
                self._found(f"`{quoted(address)}` leads to no part of the page. {_MEND}")

    def _read(self, html: bytes) -> None:
        root = LexborHTMLParser(html).root
        if root is not None:
            self._below(root)

    def _below(self, root: LexborNode) -> None:
        elements, readers, fine = self._elements, self._readers, self._fine
        for node in root.traverse():
            tag, attributes = node.tag or "", node.attributes
            if tag not in _PLAIN:
                elements.get(tag, Look._stranger)(self, node, attributes)
            for name in attributes:
                if name in INERT:
                    continue
                value = attributes[name] or ""
                if value in fine[tag, name]:
                    continue
                if name in readers:
                    if readers[name](self, tag, name, value, attributes):
                        fine[tag, name].add(value)
                elif name.startswith("on"):
                    self._found(f"`{quoted(name)}` of <{tag}> runs a script. {_ESCAPING}")

    def _found(self, sentence: str) -> None:
        if sentence not in self.findings:
            self.findings.append(sentence)

    def _stranger(self, node: LexborNode, _attributes: Attributes) -> None:
        tag = node.tag or ""
        if tag.startswith("-"):  # a comment
            return
        if tag in HARMLESS and (self._is_home or not _in_body(node)):
            return
        if tag in FRAMES and self._is_home:
            return  # its address is judged as one that loads
        self._found(f"<{quoted(tag)}> is no element of our templates. {_ESCAPING}")

    def _meta(self, _node: LexborNode, attributes: Attributes) -> None:
        kind = (attributes.get("http-equiv") or "").strip().lower()
        if kind and kind not in _HTTP_EQUIVALENTS:
            self._found(f'<meta http-equiv="{quoted(kind)}"> is not ours. {_ESCAPING}')
        if kind != _POLICY:
            return
        policy = attributes.get("content") or ""
        self._policies.append(policy)
        if len(self._policies) > 1:
            self._found(f"has a second Content-Security-Policy. {_ESCAPING}")
            return
        scripts = _DIRECTIVE.search(policy)
        if "default-src 'none'" not in policy or scripts is None:
            self._found("has a Content-Security-Policy that is not ours. Take it out.")
        elif not _WEAK.isdisjoint(scripts[1].split()):
            self._found("has a Content-Security-Policy that lets any script run. Use ours.")

    def _script(self, node: LexborNode, attributes: Attributes) -> None:
        self._after_policy()
        if "src" in attributes:
            return
        if (attributes.get("type") or "").strip().lower() in DATA_SCRIPTS:
            return
        known = _hash(node.text(deep=True) or "")
        if not self._policies or known not in self._policies[0]:
            self._found(
                "holds a <script> that no partial of the theme holds, and browsers will not run "
                "it. If it is yours, put it into a file that `extra_javascript` names. If not: "
                f"{_ESCAPING[0].lower()}{_ESCAPING[1:]}"
            )

    def _style(self, node: LexborNode, _attributes: Attributes) -> None:
        self._after_policy()
        css = node.text(deep=True) or ""
        if not _in_body(node):
            self.styles.add(_WAY_UP.sub(r"\1", css))
        elif not self._is_home:
            self._found(STYLE)
        self._css(css)

    def _template(self, node: LexborNode, _attributes: Attributes) -> None:
        for inside in node.template_fragments() or ():
            self._below(inside)

    def _after_policy(self) -> None:
        if not self._policies:
            self._found(
                "loads or runs something before its Content-Security-Policy, which holds from "
                "where it stands. Put it into a block further down."
            )

    def _css(self, css: str) -> bool:
        if not _LOADING_STYLE.search(css):
            return True
        found = [one or other for one, other in _STYLE_ADDRESS.findall(css)]
        if "\\" in css or not found:
            self._found(f"has a style that hides what it loads. {_ESCAPING}")
        for address in found:
            if not address.startswith("data:"):
                self._loaded("style", address)
        return False

    def _inline_style(self, _tag: str, _name: str, value: str, _all: Attributes) -> bool:
        return self._css(value)

    def _reference(self, tag: str, name: str, value: str, attributes: Attributes) -> bool:
        if tag in {"a", "area"}:
            return self._followed(tag, name, value)
        if tag != "link":
            return self._loaded(tag, value)
        if LOADING_RELATIONS.isdisjoint((attributes.get("rel") or "").lower().split()):
            self._followed(tag, name, value)
        else:
            self._after_policy()
            self._loaded(tag, value)
        return False

    def _source(self, tag: str, _name: str, value: str, _all: Attributes) -> bool:
        return self._loaded(tag, value)

    def _sources(self, tag: str, _name: str, value: str, _all: Attributes) -> bool:
        is_fine = True
        for one in value.split(","):
            for address in one.split(maxsplit=1)[:1]:
                is_fine = self._loaded(tag, address) and is_fine
        return is_fine

    def _action(self, tag: str, name: str, value: str, _all: Attributes) -> bool:
        is_fine = self._followed(tag, name, value)
        host = self._places.place(value, self._folder).host
        if host:
            self._found(
                f"`{name}` of <{tag}> sends what visitors write to {quoted(host)}. {_ESCAPING}"
            )
        return is_fine and not host

    def _foreign(self, tag: str, name: str, _value: str, _all: Attributes) -> bool:
        self._found(f"`{name}` of <{tag}> is not ours. {_ESCAPING}")
        return False

    def _id(self, _tag: str, _name: str, value: str, _all: Attributes) -> bool:
        if value in self.ids and not self._is_home:
            self._found(f"two elements are called `{quoted(value)}`. Give one another id.")
        self.ids.add(value)
        return False

    def _followed(self, tag: str, name: str, address: str) -> bool:
        if self._places.is_file(address, self._root):
            return True
        place = self._places.place(address, self._folder)
        if place.scheme:
            self._found(
                f"`{name}` of <{tag}> leads to `{quoted(address)}`, which is no page. {_ESCAPING}"
            )
            return False
        return self._arrived(address, place)

    def _loaded(self, tag: str, address: str) -> bool:
        if self._places.is_file(address, self._root):
            return True
        place = self._places.place(address, self._folder)
        if place.scheme:
            self._found(f"<{tag}> loads `{quoted(address)}`. {_ESCAPING}")
            return False
        if place.host and not self._places.is_allowed(place.host):
            self._found(
                f"<{tag}> loads from {quoted(place.host)}, which would learn who visits. "
                "Take it out, or name the host in `allow_hosts`."
            )
            return False
        return self._arrived(address, place)

    def _arrived(self, address: str, place: Place) -> bool:
        if place.is_lost:
            self._found(f"`{quoted(address)}` leads to nothing on this site. {_MEND}")
        elif place.fragment and place.is_here:
            self._own_parts[address] = place.fragment
        elif place.fragment and place.file:
            self.parts[address] = place
        else:
            # What begins at the root means the same on all pages as deep as this one.
            return not place.file or f"{address}/".startswith(self._root)
        return False

    _elements: ClassVar[Mapping[str, Callable[["Look", LexborNode, Attributes], None]]] = {
        "meta": _meta,
        "script": _script,
        "style": _style,
        "template": _template,
    }
    # They tell whether a value is in order on all pages as deep as this one.
    _readers: ClassVar[Mapping[str, Callable[["Look", str, str, str, Attributes], bool]]] = {
        **dict.fromkeys(_REFERENCES, _reference),
        **dict.fromkeys(_SOURCES, _source),
        **dict.fromkeys(_LISTS, _sources),
        **dict.fromkeys(_ACTIONS, _action),
        **dict.fromkeys(_FOREIGN, _foreign),
        "id": _id,
        "style": _inline_style,
    }


def ids(html: bytes) -> frozenset[str]:
    """Return the names on a page that a fragment can lead to."""
    tree = LexborHTMLParser(html)
    found = [node.attributes.get("id") for node in tree.css("[id]")]
    found += [node.attributes.get("name") for node in tree.css("a[name]")]
    return frozenset(name for name in found if name)


def names(fragment: str, known: frozenset[str] | set[str]) -> bool:
    """Tell whether a fragment leads to one of these names, or to the top."""
    # A text fragment is the browser's business.
    if fragment in known or fragment.lower() == "top" or fragment.startswith(":~:"):
        return True
    return unquote(fragment) in known


# Pages share their frame's scripts.
@lru_cache(maxsize=64)
def _hash(script: str) -> str:
    """Return what a policy calls a script that may run."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _in_body(node: LexborNode) -> bool:
    above = node.parent
    while above is not None:
        if above.tag == "article" and _BODY in (above.attributes.get("class") or "").split():
            return True
        above = above.parent
    return False
