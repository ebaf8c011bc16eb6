"""Addresses: where everything stands, and how one page links to another."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from showcase import addresses

TAGS = st.text(st.sampled_from("abc019 +#.-éñß日न"), min_size=1, max_size=12)
"""Of the signs that tags may have, few enough to meet."""


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("linux", "tags/linux/"),
        ("3d", "tags/3d/"),
        ("raspberry pi", "tags/raspberry-pi/"),
        ("c", "tags/c/"),
        ("c++", "tags/c-plus-plus/"),
        ("c#", "tags/c-sharp/"),
        ("node.js", "tags/node-dot-js/"),
        (".net", "tags/dot-net/"),
        ("asp.net core", "tags/asp-dot-net-core/"),
    ],
)
def test_a_tags_address_can_be_read(name: str, address: str) -> None:
    assert addresses.tag(name) == address


def test_a_tag_with_a_space_and_one_with_a_hyphen_share_a_page() -> None:
    assert addresses.tag("co op") == addresses.tag("co-op") == "tags/co-op/"


@pytest.mark.parametrize(
    "names",
    [
        ("c++", "c plus plus", "c-plus-plus"),
        (".net", "dot net", "-net", "net"),
        ("node.js", "node dot js", "node js"),
        ("c#", "c sharp", "c"),
        ("été", "ete", "éte"),
        ("日本語", "中文", "한국어"),
        ("straße", "strasse", "strae"),
        ("+", "#", ".", "-"),
        ("deadbeef", "x deadbeef"),
    ],
)
def test_no_other_tags_share_a_page(names: tuple[str, ...]) -> None:
    kinds = {name.replace(" ", "-") for name in names}
    assert len({addresses.tag(name) for name in names}) == len(kinds)


@given(TAGS, TAGS)
def test_two_tags_share_a_page_only_where_spaces_and_hyphens_differ(one: str, other: str) -> None:
    def written(name: str) -> str:
        return "-".join(part for part in name.replace(" ", "-").split("-") if part)

    if addresses.tag(one) == addresses.tag(other):
        assert written(one) == written(other)


@given(TAGS)
def test_a_tags_address_is_plain_and_never_that_of_a_later_page(name: str) -> None:
    folder, slug, end = addresses.tag(name).split("/")
    assert (folder, end) == ("tags", "")
    assert slug.isascii()
    assert slug
    assert slug == slug.lower()
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug != "page"
    assert not slug.startswith("-")


def test_the_suffix_of_one_tag_is_no_other_tags_address() -> None:
    suffixed = addresses.tag("c plus plus").removeprefix("tags/").removesuffix("/")
    assert addresses.tag(suffixed) != addresses.tag("c plus plus")


def test_the_first_page_of_a_list_stands_at_its_own_address() -> None:
    assert addresses.page("servers/", 1) == "servers/"
    assert addresses.page("servers/", 2) == "servers/page/2/"
    assert addresses.page("tags/linux/", 12) == "tags/linux/page/12/"


@pytest.mark.parametrize("source", ["", "servers/", "servers/alpha/", "communities/games/page/2/"])
@pytest.mark.parametrize("address", ["", "servers/", "servers/beta/", "api/v1/servers.json"])
@pytest.mark.parametrize("site", ["https://one.example/", "https://one.example/below/it/"])
def test_a_link_leads_to_its_address_from_any_page(source: str, address: str, site: str) -> None:
    link = addresses.relative(address, source)
    assert urljoin(site + source, link) == site + address


def test_a_link_is_never_empty() -> None:
    assert addresses.relative("", "") == "./"


@pytest.mark.parametrize("named", [addresses.DIRECTORY_SCRIPTS, addresses.ADD_SCRIPTS])
def test_a_page_names_all_that_its_scripts_import(named: tuple[str, ...]) -> None:
    theme = Path(__file__).parent.parent / "theme_overrides"
    imported = {
        urljoin(address, path)
        for address in named
        for path in re.findall(r'from "(\..+?)"', (theme / address).read_text("utf-8"))
    }
    assert imported | {named[-1]} == set(named)


DEVICES = [
    *("con", "prn", "aux", "nul"),
    *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)),
]
"""What Windows keeps; no file or folder may be called so, whatever its ending."""


@pytest.mark.parametrize("address", [addresses.tag, addresses.language])
def test_no_address_has_a_name_that_windows_keeps(address: Callable[[str], str]) -> None:
    for name in DEVICES:
        folder, slug, end = address(name).split("/")
        assert (folder in {"tags", "languages"}, end) == (True, "")
        assert slug not in DEVICES


def test_what_stands_in_for_such_a_name_is_no_other_tags_address() -> None:
    near = [f"{name}{more}" for name in DEVICES for more in ("", ".", "#", "+", "é", " language")]
    near += [addresses.tag(name).split("/")[1] for name in DEVICES]
    assert len({addresses.tag(name) for name in near}) == len({*near})


def test_two_languages_never_share_an_address() -> None:
    tags = ["co", "con", "aux", "nul", "prn", "cop", "con-Latn", "con-DE"]
    assert len({addresses.language(tag) for tag in tags}) == len(tags)
