"""What was found about the files of a change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal

from showcase.content.reader import Document, read_file
from showcase.models.entry import Entry
from showcase.models.record import Answer, Facts, Invite, Record

Kind = Literal["servers", "communities", "removed"]
"""The folder of a file, or `removed` for removed.yml."""


class Level(StrEnum):
    """How much a remark weighs: only an error fails a check."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing about a file.

    Attributes:
        path: The file, as the reader of the message would name it.
        line, column: Both from 1.
        title: A few words of ours.
        sentence: What is so, then what to do. Text of strangers stands between backticks alone.
        is_about_identity: Whether another server may stand behind the entry: told before all.
    """

    level: Level
    path: str
    line: int
    column: int
    title: str
    sentence: str
    is_about_identity: bool = False

    @property
    def rank(self) -> tuple[bool, int, str, int, int]:
        """The order in which remarks are told."""
        weight = list(Level).index(self.level)
        return not self.is_about_identity, weight, self.path, self.line, self.column


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says of its server; None where it does not."""

    invite: str | None = None
    server_id: str | None = None


@dataclass(slots=True)
class Review:
    """What is known of one file of a change.

    Attributes:
        path: Where it is or was, absolute.
        shown: The same for people.
        change: What became of it; None where no state before was given.
        before: What it said before; None for a new one.
        former: The slugs that removed.yml leads from to this one.
        reading: What stands in it now; see `document`.
        entry: The server's entry, where it has no mistake.
        known: What earlier runs observed of it, under this slug or the one before.
        answer, backup_answer: What Discord answered to the invites; None where it was not
            asked, or is silent.
        silence: Why there is no answer, where one was wanted.
        state: As the contract names it, by this answer.
        page: The future address of its page, in full.
        remarks: In no order.
        pictures: Names of the files that were drawn.
        is_fixed: Whether the file was put in order.
    """

    path: Path
    shown: str
    kind: Kind
    change: Literal["new", "changed", "deleted"] | None = None
    before: Said | None = None
    former: tuple[str, ...] = ()
    reading: Document | None = None
    entry: Entry | None = None
    known: Record | None = None
    answer: Answer | None = None
    backup_answer: Answer | None = None
    silence: str | None = None
    state: str | None = None
    page: str | None = None
    remarks: list[Remark] = field(default_factory=list)
    pictures: tuple[str, ...] = ()
    is_fixed: bool = False

    @property
    def slug(self) -> str:
        """The slug that the file's name is."""
        return self.path.stem

    @property
    def document(self) -> Document:
        """What stands in the file now, read when it is first wanted."""
        if self.reading is None:
            is_there = self.change != "deleted" and self.path.suffix == ".yml"
            self.reading = read_file(self.path) if is_there else Document()
        return self.reading

    @property
    def facts(self) -> Facts | None:
        """What Discord said of a server just now."""
        return self.answer.facts if isinstance(self.answer, Invite) else None

    @property
    def has_errors(self) -> bool:
        """Whether anything about it fails the check."""
        return any(remark.level is Level.ERROR for remark in self.remarks)

    def learn(self, records: Mapping[str, Record]) -> None:
        """Take what is known under this slug, or under one before."""
        names = (self.slug, *self.former)
        self.known = next((records[name] for name in names if name in records), self.known)

    def remark(
        self, level: Level, key: str, title: str, sentence: str, *, is_about_identity: bool = False
    ) -> None:
        """Add a remark about the value of a key of the file."""
        line, column = self.document.place((key,))
        self.remarks.append(
            Remark(level, self.shown, line, column, title, sentence, is_about_identity)
        )
