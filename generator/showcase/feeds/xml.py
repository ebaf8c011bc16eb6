"""Small XML documents."""

import re
from collections.abc import Mapping
from typing import Final
from xml.etree import ElementTree as ET

# What XML 1.0 cannot hold at all (2.2); the writer would let it through.
_UNWRITABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(
    parent: ET.Element, name: str, attributes: Mapping[str, str] | None = None, text: str = ""
) -> ET.Element:
    """Add an element with text that strangers may have written; return it."""
    return filled(ET.SubElement(parent, name), attributes or {}, text)


def element(name: str, attributes: Mapping[str, str]) -> ET.Element:
    """Return an element that stands in none."""
    return filled(ET.Element(name), attributes, "")


def filled(one: ET.Element, attributes: Mapping[str, str], text: str) -> ET.Element:
    """Give an element its attributes and its text."""
    for name, value in attributes.items():
        one.set(name, _UNWRITABLE.sub("", value))
    one.text = _UNWRITABLE.sub("", text) or None
    return one


def document(root: ET.Element) -> str:
    """Return a whole document, in UTF-8 once it is written."""
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'
