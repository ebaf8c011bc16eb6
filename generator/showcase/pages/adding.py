"""The page on which anybody describes a server; it sends nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from babel import Locale

from showcase import addresses, layout, text
from showcase.artwork import Artwork, Rendition
from showcase.catalogue import Catalogue, Listing
from showcase.content.writing import MARKDOWN, entry_text
from showcase.liveness import State, Verdict
from showcase.models.entry import Entry
from showcase.models.record import Record
from showcase.notation import compact
from showcase.pages.page import Page, Way
from showcase.pages.site import Site
from showcase.words import Words

_SPOKEN: Final = 24
"""Languages that one sees at once; all others are found by their names."""
_SAMPLE: Final = "example-makers"
_POSTER: Final = Artwork(
    banner=(Rendition("poster.svg", 960, 540),),
    icon=(Rendition("face.svg", 128, 128),),
    card=Rendition("poster.svg", 960, 540),
    color="#8a8578",
    banner_source=None,
    icon_source=None,
)
# Codes of CLDR that name no language or region of people.
_NOBODYS: Final = frozenset(
    {"root", "und", "mul", "zxx", "art", "EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A box to tick; `lang` is the language of its label, if that is known."""

    value: str
    label: str
    lang: str = ""


def adding_page(catalogue: Catalogue, site: Site, t: Words, render: Callable[..., str]) -> Page:
    """Return the page.

    Args:
        render: Takes a template's name, the page's address and the template's values.
    """
    new = site.new_file(layout.server("SLUG"))
    # Where the content folder stands in the repository is not known then.
    base, path = new or ("", layout.server("SLUG"))
    communities = sorted(
        catalogue.communities.values(), key=lambda one: text.folded(one.community.name)
    )
    schema_url = site.absolute(addresses.SERVER_SCHEMA)
    sample = _sample(catalogue, t)
    template = entry_text(
        {
            "name": sample.entry.name,
            "invite": f"https://discord.gg/{sample.entry.invite}",
            "summary": sample.entry.summary,
            "communities": [one.slug for one in communities[:1]] or ["example"],
        },
        schema_url or None,
    )
    file = path.replace("SLUG", _SAMPLE)
    settings = {
        "language": t.language,
        "root": "../",
        "schema": addresses.SERVER_SCHEMA,
        "servers": addresses.SERVERS_JSON,
        "schemaUrl": schema_url,
        "base": base,
        "path": path,
        "languages": _codes(Locale("en").languages),
        "regions": _codes(Locale("en").territories),
        "removed": sorted(catalogue.removed.servers),
        "markdown": MARKDOWN,
        "words": _words(t),
    }
    body = render(
        "add.md.jinja",
        addresses.ADD,
        settings=compact(settings),
        sample=sample,
        before=f"{site.absolute('') or '/'}servers/",
        communities=[
            Choice(one.slug, one.community.name, one.community.lang or "") for one in communities
        ],
        languages=[
            Choice(tag, t.language_name(tag)) for tag in list(catalogue.languages)[:_SPOKEN]
        ],
        path=file,
        example=template,
        filled=Way(_filled(base, filename=file, value=template)),
        empty=Way(_filled(base, filename=file)),
        repository=Way(site.repository_url),
        contact=Way(site.contact_url(t("add.title"))),
    )
    return Page(
        address=addresses.ADD,
        title=t("add.title"),
        description=t("add.description"),
        body=body,
        scripts=addresses.ADD_SCRIPTS,
    )


def _filled(base: str, **values: str) -> str | None:
    return f"{base}?{urlencode(values)}" if base else None


def _sample(catalogue: Catalogue, t: Words) -> Listing:
    """Return what the poster shows before anything is typed; it leads nowhere."""
    entry = Entry(
        name=t("add.sample_name"),
        invite="abcDEF12",
        summary=t("add.sample_summary"),
        communities=("example",),
    )
    verdict = Verdict(State.LIVE, None)
    return Listing("", entry, Record(slug=""), verdict, _POSTER, catalogue.at.date())


def _codes(names: Any) -> str:
    """Return codes as tags, one word each: the browser knows their names in any language."""
    return " ".join(sorted(code.replace("_", "-") for code in names if code not in _NOBODYS))


def _words(t: Words) -> dict[str, str]:
    """Return what the script says; what it fills in stays in braces."""
    return {
        "missing": t("add.wrong_missing"),
        "communities": t("add.wrong_communities"),
        "long": t("add.wrong_long", n="{n}", most="{most}"),
        "many": t("add.wrong_many", most="{most}"),
        "invite": t("add.wrong_invite"),
        "server_id": t("add.wrong_server_id"),
        "url": t("add.wrong_url", value="{value}"),
        "tag": t("add.wrong_tag", value="{value}"),
        "slug": t("add.wrong_slug"),
        "reserved": t("add.wrong_reserved"),
        "removed": t("add.wrong_removed"),
        "link": t("add.wrong_link"),
        "twice": t("add.wrong_twice", value="{value}"),
        "same_invite": t("add.wrong_same_invite"),
        "run_by": t("add.wrong_run_by"),
        "other": t("add.wrong_other"),
        "size": t("add.wrong_size"),
        "taken": t("add.wrong_taken", name="{name}"),
        "same_name": t("add.same_name", name="{name}"),
        "summary": t("add.to_mend", fields="{fields}"),
        "nothing": t("add.found_nothing"),
        "link_number": t("add.link", n="{n}"),
        "more": t("add.more_languages", n="{n}"),
        "official": t("server.official"),
        "copied": t("share.copied"),
        "offline": t("add.offline"),
    }
