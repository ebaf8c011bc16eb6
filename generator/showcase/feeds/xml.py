"""What strangers wrote, as XML holds it."""

import html
import re
from typing import Final

# What XML 1.0 cannot hold at all (2.2).
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Between quotes a parser would make spaces of these (3.3.3).
_IN_QUOTES: Final = str.maketrans({'"': "&quot;", "\t": "&#09;", "\n": "&#10;", "\r": "&#13;"})


def text(said: str) -> str:
    """Return what stands between two tags."""
    # Nearly all of it is printable, and quickly told to be.
    return html.escape(said if said.isprintable() else _UNWRITABLE.sub("", said), quote=False)


def attribute(said: str) -> str:
    """Return what stands between double quotes."""
    return text(said).translate(_IN_QUOTES)
