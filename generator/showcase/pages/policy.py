"""The Content-Security-Policy of every page: the second wall behind the escaping.

Only scripts of the site itself run, and of inline ones only those that the theme's own partials
hold. Their hashes come from those partials, rendered apart by the frame for each page's depth, and
never from a finished page, where an injected script would be allowed with all others.

So a partial that an adopter replaces in a custom_dir keeps working, and so does an inline script
that stands in a template of theirs without an expression in it. Elsewhere, as in a page's Markdown,
it does not run. It belongs into a file that `extra_javascript` names; `allow_hosts` lets other hosts
in.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_SCRIPT: Final = re.compile(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.DOTALL)
_NOT_INLINE: Final = re.compile(r"\ssrc\s*=|\stype\s*=\s*[\"']?application/")


def policy(partials: str, hosts: Iterable[str] = (), own: str = "") -> str:
    """Return the policy for a page.

    Args:
        partials: HTML of the theme's own partials; its inline scripts may run.
        hosts: May be loaded from, besides the site itself.
        own: Sources of the site's own templates; their inline scripts may run, too.
    """
    return _policy(partials, tuple(hosts), own)


# Pages of one depth have the same scripts.
@lru_cache(maxsize=64)
def _policy(partials: str, hosts: tuple[str, ...], own: str) -> str:
    known = ["'self'", *hosts]
    directives = {
        "default-src": ["'none'"],
        "script-src": [*known, *_hashes(f"{partials}{own}")],
        "style-src": [*known, "'unsafe-inline'"],
        "img-src": [*known, "data:"],
        "font-src": known,
        "connect-src": known,
        "media-src": known,
        "frame-src": known,
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def _hashes(partials: str) -> list[str]:
    texts = [
        script["text"]
        for script in _SCRIPT.finditer(partials)
        if not _NOT_INLINE.search(script["attributes"])
    ]
    digests = (hashlib.sha256(text.encode()).digest() for text in dict.fromkeys(texts))
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
