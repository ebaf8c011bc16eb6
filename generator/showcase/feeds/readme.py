"""The whole list as one Markdown file, as lists named "awesome" are kept."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

import regex

from showcase import addresses, text
from showcase.content import Content
from showcase.links import join_url
from showcase.liveness import State, Verdict
from showcase.models.entry import Entry
from showcase.models.record import Record
from showcase.pages import Site
from showcase.words import Words

BEGIN: Final = "<!-- The list begins here. It is generated: edit the entries instead. -->"
END: Final = "<!-- The list ends here. -->"
_MARKED: Final = (State.UNCHECKED, State.TEMPORARY, State.PAUSED, State.MISSING)
# What GitHub's Markdown reads as syntax within a line; all else stays as one would write it.
_SIGNS: Final = {ord(sign): f"&#{ord(sign)};" for sign in "\\`*_~|$@#^=<>[]{}&"}
_BLOCK: Final = regex.compile(r"^(?:[-+]|[0-9]+[.)])")
_AUTOLINK: Final = regex.compile(r":(?=//)|(?<=www)\.|(?<=mailto|xmpp):", regex.IGNORECASE)
_NOT_IN_ANCHOR: Final = regex.compile(r"[^\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\- ]")


def readme(
    content: Content,
    records: Mapping[str, Record],
    verdicts: Mapping[str, Verdict],
    words: Words,
    site: Site,
) -> str:
    """Return the list, without its title: the same facts make the same text.

    A server stands once, under the first of its communities; the others name it.
    """
    return _Readme(content, verdicts, words, site).text(_last_change(content, records, verdicts))


def placed(body: str, title: str, earlier: str | None) -> str | None:
    """Return a whole file with the list in it.

    Args:
        earlier: What stands in the file; around the list it stays. None where there is no file.

    Returns:
        None where the file has no place for the list.
    """
    listed = f"{BEGIN}\n\n{body}\n{END}"
    if earlier is None:
        return f"# {escaped(title)}\n\n{listed}\n"
    before, begin, rest = earlier.partition(BEGIN)
    _, end, after = rest.partition(END)
    return f"{before}{listed}{after}" if begin and end else None


def escaped(plain: str) -> str:
    """Return a text for a line of GitHub's Markdown, where nothing of it is syntax.

    GitHub links mail addresses in any text; nothing keeps it from that.
    """
    line = text.one_line(plain).translate(_SIGNS)
    # At the start of a line these make a list or a rule.
    line = _BLOCK.sub(lambda found: f"{found[0][:-1]}&#{ord(found[0][-1])};", line)
    return _AUTOLINK.sub(lambda sign: f"&#{ord(sign[0])};", line)


class _Readme:
    """Writes one list."""

    def __init__(
        self, content: Content, verdicts: Mapping[str, Verdict], words: Words, site: Site
    ) -> None:
        self._content = content
        self._verdicts = verdicts
        self._t = words
        self._site = site
        self._listed = [slug for slug in content.servers if verdicts[slug].state.is_listed]
        self._communities = {
            slug: community
            for slug, community in content.communities.items()
            if any(slug in content.servers[one].communities for one in self._listed)
        }

    def text(self, changed: date | None) -> str:
        t = self._t
        by_name = sorted(
            self._communities, key=lambda slug: (text.folded(self._communities[slug].name), slug)
        )
        anchors: Counter[str] = Counter([_anchor(t("readme.contents"))])
        parts = [f"## {t('readme.contents')}\n"]
        contents = []
        for slug in by_name:
            name = self._communities[slug].name
            anchor = _anchor(name)
            again = f"-{anchors[anchor]}" if anchors[anchor] else ""
            anchors[anchor] += 1
            contents.append(f"- [{escaped(name)}](#{anchor}{again})")
        parts.append("\n".join(contents) + "\n")
        parts += ["\n".join(self._section(slug)) for slug in by_name]
        parts.append("---\n\n" + "\n".join(self._foot(changed)))
        return "\n".join(parts)

    def _section(self, slug: str) -> Iterator[str]:
        community = self._communities[slug]
        yield f"## {escaped(community.name)}\n\n{escaped(community.summary)}\n"
        servers = sorted(
            (text.folded(entry.name), one, entry)
            for one in self._listed
            if slug in (entry := self._content.servers[one]).communities
        )
        own = [(one, entry) for _, one, entry in servers if self._home(entry) == slug]
        for one, entry in own:
            yield self._line(one, entry)
        if own:
            yield ""
        others = [escaped(entry.name) for _, _, entry in servers if self._home(entry) != slug]
        if others:
            yield self._t("readme.also", servers=self._t.list(others)) + "\n"

    def _home(self, entry: Entry) -> str | None:
        return next((slug for slug in entry.communities if slug in self._communities), None)

    def _line(self, slug: str, entry: Entry) -> str:
        verdict = self._verdicts[slug]
        page = self._site.absolute(addresses.server(slug))
        address = join_url(verdict.code) if verdict.code else page
        name = escaped(entry.name)
        linked = f"[{name}]({address})" if address else f"**{name}**"
        state = State.UNCHECKED if verdict.is_stale else verdict.state
        mark = f" *({self._t(f'state.mark_{state.value}')})*" if state in _MARKED else ""
        return f"- {linked} - {escaped(entry.summary)}{mark}"

    def _foot(self, changed: date | None) -> Iterator[str]:
        before, after = self._t.around("readme.generated")
        name = escaped(self._site.name)
        yield f"{before}{f'[{name}]({self._site.url})' if self._site.url else name}{after}"
        if changed:
            yield self._t("readme.changed", day=self._t.day(changed))


def _anchor(heading: str) -> str:
    """Return the fragment that GitHub gives a heading."""
    return _NOT_IN_ANCHOR.sub("", text.one_line(heading).lower()).replace(" ", "-")


def _last_change(
    content: Content, records: Mapping[str, Record], verdicts: Mapping[str, Verdict]
) -> date | None:
    """Return the last day on which a server came or went: a date that has a reason to change."""
    days: set[date] = set()
    for slug, entry in content.servers.items():
        record = records[slug]
        days |= {change.at.date() for change in record.changes}
        first = entry.added or record.first_seen
        if first and verdicts[slug].state.is_listed:
            days.add(first)
    return max(days, default=None)
