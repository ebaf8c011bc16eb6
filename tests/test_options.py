"""The options: what wins, what is refused, and in which words."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from showcase.options import OptionError, Options, check_places, resolved

PROJECT = Path("/somewhere/showcase")
GIVEN = Options(root=PROJECT, site_url="https://showcase.example/list/")


def options(environment: dict[str, str] | None = None, **given: Any) -> Options:
    return resolved(replace(GIVEN, **given), environment or {})


def refusal(environment: dict[str, str] | None = None, **given: Any) -> str:
    with pytest.raises(OptionError) as caught:
        options(environment, **given)
    return str(caught.value)


def test_the_defaults_are_those_of_the_contract() -> None:
    made = options()
    assert (made.refresh, made.max_age_hours) == ("auto", 12)
    assert (made.requests_per_10_minutes, made.pace_seconds) == (200, 0.5)
    assert made.api_url == "https://discord.com/api/v10"
    assert made.cdn_url == "https://cdn.discordapp.com"
    assert (made.link_unchecked, made.allow_hosts, made.contact, made.fast) == (False, (), "", True)


def test_requests_say_whose_they_are_as_far_as_that_is_known() -> None:
    assert options().user_agent.startswith("DiscordBot (https://showcase.example/list/, ")
    assert options(site_url="").user_agent.startswith("DiscordBot (https://example.org, ")


def test_paths_start_at_the_folder_of_mkdocs_yml() -> None:
    made = options()
    assert made.cache_dir == PROJECT / ".cache/plugin/showcase"
    assert made.pictures_dir == PROJECT / ".cache/plugin/showcase/pictures"
    assert made.content_dir == PROJECT / "content"
    assert made.saved_records == PROJECT / "content/records.json"
    assert options(cache_dir=Path("/elsewhere")).cache_dir == Path("/elsewhere")


def test_variables_win_over_mkdocs_yml() -> None:
    made = options(
        {
            "SHOWCASE_REFRESH": "never",
            "SHOWCASE_API_URL": "http://127.0.0.1:8080/api/v10/",
            "SHOWCASE_CDN_URL": "http://127.0.0.1:8080/cdn",
            "SHOWCASE_MIRROR_URL": "https://mirror.example",
            "SHOWCASE_CACHE_DIR": "other",
        },
        refresh="always",
        api_url="https://api.example",
        cdn_url="https://cdn.example",
        mirror_url="https://another.example",
        cache_dir=Path("/elsewhere"),
    )
    assert made.refresh == "never"
    assert made.api_url == "http://127.0.0.1:8080/api/v10"
    assert made.cdn_url == "http://127.0.0.1:8080/cdn"
    assert made.mirror_url == "https://mirror.example"
    assert made.cache_dir == PROJECT / "other"


def test_an_empty_variable_says_nothing() -> None:
    empty = dict.fromkeys(("SHOWCASE_REFRESH", "SHOWCASE_API_URL", "SHOWCASE_MIRROR_URL"), "")
    assert options(empty, refresh="never") == options(refresh="never")


@pytest.mark.parametrize(
    ("site", "option", "variable", "mirror"),
    [
        ("https://a.example/list/", None, None, "https://a.example/list"),
        ("https://a.example/list/", "https://b.example/", None, "https://b.example"),
        ("https://a.example/list/", "https://b.example/", "https://c.example", "https://c.example"),
        ("https://a.example/list/", "none", None, None),
        ("https://a.example/list/", "none", "https://c.example", "https://c.example"),
        ("https://a.example/list/", "https://b.example/", "none", None),
        ("", None, None, None),
        ("", "https://b.example", None, "https://b.example"),
    ],
)
def test_the_mirror_is_the_site_itself_unless_said_otherwise(
    site: str, option: str | None, variable: str | None, mirror: str | None
) -> None:
    environment = {"SHOWCASE_MIRROR_URL": variable} if variable else {}
    assert options(environment, site_url=site, mirror_url=option).mirror_url == mirror


@pytest.mark.parametrize(
    "given",
    [
        {"pace_seconds": 0},
        {"pace_seconds": 0.0},
        {"requests_per_10_minutes": 0},
        {"requests_per_10_minutes": 1_000_000},
        {"max_age_hours": 0},
        {"max_age_hours": 0.25},
        {"max_age_hours": 8760},
    ],
)
def test_a_pace_of_nothing_and_any_budget_are_allowed(given: dict[str, Any]) -> None:
    assert options(**given) == replace(options(), **given)


@pytest.mark.parametrize("word", ["sometimes", "Never", " never", "true"])
def test_another_word_for_refresh_is_refused_by_the_name_it_was_given_under(word: str) -> None:
    assert refusal(refresh=word) == f"`refresh` is `{word.strip()}`. Use auto, never or always."
    assert refusal({"SHOWCASE_REFRESH": word}) == (
        f"`SHOWCASE_REFRESH` is `{word.strip()}`. Use auto, never or always."
    )


@pytest.mark.parametrize("value", [-1, -0.001, float("nan"), float("inf"), -float("inf"), 1e300])
@pytest.mark.parametrize("name", ["max_age_hours", "requests_per_10_minutes", "pace_seconds"])
def test_a_number_out_of_bounds_is_refused_by_name(name: str, value: float) -> None:
    given: dict[str, Any] = {name: value}
    assert refusal(**given).startswith(f"`{name}` is `{value}`. Use a number from 0 to ")


@pytest.mark.parametrize("name", ["max_age_hours", "requests_per_10_minutes", "pace_seconds"])
def test_yes_is_no_number(name: str) -> None:
    given: dict[str, Any] = {name: True}
    assert refusal(**given).startswith(f"`{name}` is `True`. Use a number from 0 to ")


@pytest.mark.parametrize("path", ["a\0b", "a\nb", "\x1b[31m"])
def test_what_is_no_path_is_refused_by_the_name_it_was_given_under(path: str) -> None:
    for name in ("cache_dir", "content_dir"):
        given: dict[str, Any] = {name: Path(path)}
        message = refusal(**given)
        assert message.startswith(f"`{name}` is `")
        assert message.endswith("`. Write the path of a folder.")
        assert message.isprintable()
    assert refusal({"SHOWCASE_CACHE_DIR": path}).startswith("`SHOWCASE_CACHE_DIR` is `")


@pytest.mark.parametrize(
    "address",
    [
        "discord.com",
        "//discord.com",
        "ftp://discord.com",
        "javascript:alert(1)",
        "https://",
        "https:///api",
        "http://[::1",
        "https://example.org:port",
        "https://example.org/a b",
        "https://example.org/\x1b[31m",
        "https://example.org/?a=b",
        "https://example.org/#part",
    ],
)
def test_what_is_no_address_is_refused_by_the_name_it_was_given_under(address: str) -> None:
    for name in ("api_url", "cdn_url", "mirror_url"):
        given: dict[str, Any] = {name: address}
        assert refusal(**given).startswith(f"`{name}` is `")
        variable = f"SHOWCASE_{name.upper()}"
        message = refusal({variable: address})
        assert message.startswith(f"`{variable}` is `")
        assert message.endswith("begins with https://, such as https://example.org/showcase/.")
        assert message.isprintable()


def test_a_site_url_that_cannot_be_a_mirror_is_named_as_what_it_is() -> None:
    assert refusal(site_url="ftp://showcase.example/").startswith("`site_url` is `ftp://")


DOCS, SITE = PROJECT / "content/pages", PROJECT / "site"


def place_refusal(docs_dir: Path = DOCS, site_dir: Path = SITE, **given: Any) -> str | None:
    try:
        check_places(options(**given), docs_dir, site_dir)
    except OptionError as error:
        return str(error)
    return None


@pytest.mark.parametrize("cache", ["kept", "content/kept", "content/pages/.kept", ".cache/site"])
def test_what_is_kept_may_lie_where_nobody_publishes_it(cache: str) -> None:
    assert place_refusal(cache_dir=Path(cache)) is None


@pytest.mark.parametrize(
    ("cache", "named"),
    [
        ("site", "site_dir"),
        ("site/.kept", "site_dir"),
        ("content/pages", "docs_dir"),
        ("content/pages/kept", "docs_dir"),
        ("content/other/../pages/kept", "docs_dir"),
        ("content/servers", "content_dir"),
        ("content/communities/kept", "content_dir"),
    ],
)
def test_what_is_kept_never_lies_in_what_is_published_or_read(cache: str, named: str) -> None:
    told = place_refusal(cache_dir=Path(cache))
    assert told is not None
    assert told.startswith(f"`cache_dir` is `{PROJECT / cache}`, which lies in `{named}`. ")


@pytest.mark.parametrize(
    ("content", "docs", "site", "named"),
    [
        ("docs", "docs", "site", "docs_dir"),
        ("content", "content", "site", "docs_dir"),
        ("docs/list", "docs", "site", "docs_dir"),
        ("site/.list", "docs", "site", "site_dir"),
        ("content", "content/servers", "site", "docs_dir"),
        ("site/list", "docs", "site", "site_dir"),
    ],
)
def test_entries_never_lie_in_what_is_published_as_it_is(
    content: str, docs: str, site: str, named: str
) -> None:
    told = place_refusal(PROJECT / docs, PROJECT / site, content_dir=Path(content))
    assert told is not None
    assert told.startswith(f"`content_dir` is `{PROJECT / content}`, so that entries stand in ")
    assert f"`{named}`" in told


@pytest.mark.parametrize(
    ("site", "named"),
    [
        (".cache/plugin/showcase/pictures", "cache_dir"),
        ("content/servers/site", "content_dir"),
    ],
)
def test_what_each_build_empties_never_lies_in_what_is_kept_or_read(site: str, named: str) -> None:
    told = place_refusal(site_dir=PROJECT / site)
    assert told is not None
    assert told.startswith(f"`site_dir` is `{PROJECT / site}`, which lies in `{named}` and is ")


def test_entries_may_lie_where_mkdocs_does_not_look() -> None:
    assert place_refusal(PROJECT / "docs", content_dir=Path("docs/.list")) is None


def test_a_way_round_by_a_link_is_seen(tmp_path: Path) -> None:
    (tmp_path / "docs/servers").mkdir(parents=True)
    (tmp_path / "content").mkdir()
    (tmp_path / "content/servers").symlink_to(tmp_path / "docs/servers")
    told = place_refusal(tmp_path / "docs", content_dir=tmp_path / "content")
    assert told is not None
    assert "`docs_dir`" in told


@pytest.mark.parametrize("epoch", ["x", "1e9", "", "1 0", "-1", "99999999999999999999", "١"])
def test_a_date_of_the_source_that_is_none_is_refused(epoch: str) -> None:
    told = refusal({"SOURCE_DATE_EPOCH": epoch})
    assert told == f"`SOURCE_DATE_EPOCH` is `{epoch}`. Write seconds since 1970, or unset it."


@pytest.mark.parametrize("epoch", ["0", "1795000000"])
def test_a_date_of_the_source_is_taken(epoch: str) -> None:
    assert options({"SOURCE_DATE_EPOCH": epoch}).refresh == "auto"
