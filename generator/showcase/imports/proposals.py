"""What becomes of the invites of a list: entries, communities, and what a person has to mend."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from showcase import layout, text
from showcase.content import rules
from showcase.content.reader import read_file
from showcase.imports.finds import Find, Leftover, Reading
from showcase.models.entry import Community, Entry
from showcase.models.fields import MARKDOWN_LIMIT, NAME_LIMIT, SUMMARY_LIMIT
from showcase.models.record import Answer, Facts, Failed, Invite, NoServer, Unknown
from showcase.names import shares_word
from showcase.suggestions import slug_for, summary_of

_UNSORTED: Final = "unsorted"
_MOST: Final = 10
"""Communities of one server."""


@dataclass(slots=True)
class Listed:
    """What is listed already, mistakes or not.

    Attributes:
        codes: Invites in lower case, each with the slug of its entry; likewise `ids`.
        slugs: Of servers, those that were removed among them.
        communities: Slugs with names.
    """

    codes: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    slugs: set[str] = field(default_factory=set)
    communities: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sentences:
    """What is written where a list says nothing, in the language of the site.

    Attributes:
        server: With `{name}`.
        community: With `{name}`.
        unsorted, unsorted_summary: The community of invites that stand below no heading.
    """

    server: str
    community: str
    unsorted: str
    unsorted_summary: str


@dataclass(slots=True)
class Plan:
    """What an import would write.

    Attributes:
        servers, communities: Fields by slug.
        finds: What each entry was made of, by slug.
        skipped: Invites that are listed already, each with the slug of that entry.
        unwritten: Invites that no entry was made of, each with the reason.
        remarks: What is still to be mended in what was written.
    """

    servers: dict[str, dict[str, Any]] = field(default_factory=dict)
    communities: dict[str, dict[str, Any]] = field(default_factory=dict)
    finds: dict[str, Find] = field(default_factory=dict)
    skipped: list[tuple[Find, str]] = field(default_factory=list)
    unwritten: list[Leftover] = field(default_factory=list)
    remarks: list[Leftover] = field(default_factory=list)

    @property
    def found(self) -> int:
        """How many invites there were: each was written, skipped or left."""
        return len(self.servers) + len(self.skipped) + sum(bool(x.code) for x in self.unwritten)


def listed_in(folder: Path) -> Listed:
    """Read what a content folder lists, without judging it."""
    listed = Listed()
    for path in sorted((folder / layout.SERVERS).glob("*.yml")):
        listed.slugs.add(path.stem)
        file = rules.File(path, read_file(path), None)
        for code in rules.codes(file):
            listed.codes.setdefault(code, path.stem)
        server_id = rules.server_id(file)
        if server_id:
            listed.ids.setdefault(server_id, path.stem)
    for path in sorted((folder / layout.COMMUNITIES).glob("*.yml")):
        data = read_file(path).data
        name = data.get("name") if isinstance(data, dict) else None
        listed.communities[path.stem] = name if isinstance(name, str) else path.stem
    removed = read_file(folder / layout.REMOVED).data
    departed = removed.get("servers") if isinstance(removed, dict) else None
    listed.slugs |= set(departed) if isinstance(departed, dict) else set()
    return listed


def propose(
    reading: Reading,
    answers: Mapping[str, Answer],
    listed: Listed,
    sentences: Sentences,
    community: str | None = None,
) -> Plan:
    """Make entries of what was read.

    Args:
        answers: Discord's, by `Find.key`, where it was asked.
        listed: Grows by what is proposed.
        community: The slug for invites below no heading.
    """
    plan = Plan(
        unwritten=[one for one in reading.leftovers if one.code],
        remarks=[one for one in reading.leftovers if not one.code],
    )
    proposer = _Proposer(plan, listed, sentences, community)
    for find in reading.finds:
        proposer.take(find, answers.get(find.key))
    plan.unwritten.sort()
    plan.remarks.sort()
    return plan


class _Proposer:
    """Makes one entry after another."""

    def __init__(
        self, plan: Plan, listed: Listed, sentences: Sentences, community: str | None
    ) -> None:
        self._plan = plan
        self._listed = listed
        self._sentences = sentences
        self._community = community
        self._by_name = {
            folded: slug for slug, name in listed.communities.items()
            for folded in (text.folded(name), slug)
        }  # fmt: skip

    def take(self, find: Find, answer: Answer | None) -> None:
        facts = answer.facts if isinstance(answer, Invite) else None
        server_id = facts.id if facts else find.server_id
        slug = self._listed.codes.get(find.key) or self._listed.ids.get(server_id or "")
        if slug:
            self._plan.skipped.append((find, slug))
            return
        refusal = _refusal(find, answer)
        if refusal:
            self._leave(find, refusal)
            return
        name = _name(find, facts)
        if not name:
            why = f" ({answer.why})" if isinstance(answer, Failed) else ""
            self._leave(find, f"no name is known{why}. Run it again when Discord can be asked.")
            return
        self._write(find, facts, name)

    def _write(self, find: Find, facts: Facts | None, name: str) -> None:
        summary, about = _told(find.text)
        if not text.is_visible(summary):
            summary, about = _told(facts.description or "" if facts else "")
        is_told = text.is_visible(summary)
        slug = slug_for(name, self._listed.slugs, find.code)
        fields: dict[str, Any] = {
            "name": name,
            "invite": find.code,
            "summary": summary if is_told else _filled(self._sentences.server, name),
            "server_id": facts.id if facts else find.server_id,
            "tags": list(find.tags),
            "languages": list(find.languages),
            "links": dict(find.links),
            "about": about,
        }
        given = {key: value for key, value in fields.items() if value}
        try:
            Entry.model_validate({**given, "communities": [_UNSORTED]})
        except ValidationError as error:
            self._leave(find, f"{text.quoted(error.errors()[0]['msg'])} Add it by hand.")
            return
        places = (self._place(one) for one in find.communities[:_MOST] or ("",))
        given["communities"] = list(dict.fromkeys(places))
        self._plan.servers[slug] = given
        self._plan.finds[slug] = find
        self._listed.slugs.add(slug)
        self._listed.codes[find.key] = slug
        if fields["server_id"]:
            self._listed.ids[fields["server_id"]] = slug
        self._remark(find, slug, name, facts, is_told=is_told)

    def _remark(
        self, find: Find, slug: str, name: str, facts: Facts | None, *, is_told: bool
    ) -> None:
        file = layout.server(slug)
        if not is_told:
            self._note(find, f"{file} has no summary of its own. Say what the server is for.")
        if facts and not shares_word(name, facts.name):
            self._note(find, f"{file}: Discord calls it `{text.quoted(facts.name)}`. Check `name`.")
        elif not facts and find.is_guess:
            self._note(find, f"{file}: `{text.quoted(name)}` is a guess. Check `name`.")
        elif len(text.one_line(find.name)) > NAME_LIMIT:
            self._note(find, f"{file}: the name was cut at {NAME_LIMIT} characters. Shorten it.")
        if len(find.text) > MARKDOWN_LIMIT:
            self._note(find, f"{file}: the text was cut at {MARKDOWN_LIMIT} characters.")

    def _place(self, heading: str) -> str:
        """Return the slug of a community; make it where there is none."""
        if not heading and self._community:
            return self._community
        name = text.one_line(heading or self._sentences.unsorted, NAME_LIMIT)
        folded = text.folded(name)
        known = self._by_name.get(folded) or self._by_name.get(folded.replace(" ", "-"))
        if known:
            return known
        slug = slug_for(name if heading else _UNSORTED, self._listed.communities, kind="community")
        sentence = self._sentences.community if heading else self._sentences.unsorted_summary
        self._plan.communities[slug] = {"name": name, "summary": _filled(sentence, name)}
        Community.model_validate(self._plan.communities[slug])
        self._listed.communities[slug] = name
        self._by_name[text.folded(name)] = slug
        return slug

    def _leave(self, find: Find, why: str) -> None:
        sentence = f"discord.gg/{find.code}: {why}"
        self._plan.unwritten.append(Leftover(find.line, sentence, find.code))

    def _note(self, find: Find, sentence: str) -> None:
        self._plan.remarks.append(Leftover(find.line, sentence))


def _refusal(find: Find, answer: Answer | None) -> str | None:
    """Say why an invite cannot be listed, if it cannot."""
    match answer:
        case Unknown():
            return "Discord does not know this invite. Ask its people for a permanent one."
        case NoServer():
            return "it leads to no server. Ask for an invite link of the server itself."
        case Invite(facts=facts):
            if find.server_id and find.server_id != facts.id:
                return (
                    f"the list says server {find.server_id}, but it leads to {facts.id}. Somebody "
                    "else may have taken it: ask its people."
                )
            if facts.expires_at:
                return "it expires. Ask for one that is set to never expire."
            if facts.guest or facts.targeted:
                return "it is for guests. Ask for an ordinary invite link."
            if facts.is_age_restricted:
                return "the server is age restricted, which is not listed."
    return "the list says that it is age restricted." if find.age_restricted else None


def _name(find: Find, facts: Facts | None) -> str:
    """Return what to call a server; a guess that Discord does not share gives way."""
    own = text.one_line(find.name, NAME_LIMIT)
    if facts and (not text.is_visible(own) or (find.is_guess and not shares_word(own, facts.name))):
        return facts.name
    return own if text.is_visible(own) else ""


def _told(words: str) -> tuple[str, str]:
    """Return a summary, and all of a text that is too long for one."""
    whole = text.one_line(words)
    about = text.lines(whole, MARKDOWN_LIMIT) if len(whole) > SUMMARY_LIMIT else ""
    return summary_of(whole) or "", about


def _filled(sentence: str, name: str) -> str:
    room = SUMMARY_LIMIT - len(sentence.replace("{name}", ""))
    return sentence.replace("{name}", text.one_line(name, room))
