"""What a reviewer sees: the worst first, and text of strangers that nothing reads as more."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from markdown import markdown

from making import NOON
from showcase.content.reader import read
from showcase.models.entry import Entry
from showcase.models.record import Answer, Facts, Invite, NoServer, Record, Sighting, Unknown
from showcase.review import Level, Remark, Review, data, lines, opinions, summary
from showcase.review.values import Said

ONE, TWO = "100000000000000001", "100000000000000002"
HOSTILE = (
    "`", "``", "|", "\\", "\\|", "@everyone", "@octocat", "#1", "GH-1", "<img src=x onerror=y>",
    "<!--", "-->", "![x](data:image/png;base64,x)", "[x](https://evil.example)", "$x$", "$$",
    "https://evil.example", "www.evil.example", "a@evil.example", "::error::x", "\n", "~~~",
    "```", "| a | b |", "> [!NOTE]", "# x", "- [ ] x", "&lt;", "\u202e", "\x1b[0m", "{{ x }}",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=5), min_size=1, max_size=6).map(
    " ".join
)
SEEN = TEXTS.filter(lambda said: any(sign.isalnum() for sign in said) and "\x1b" not in said)


def review(path: str = "content/servers/alpha.yml", **fields: Any) -> Review:
    given = {"name": "Alpha", "invite": "Alpha1", "summary": "x", "communities": ["games"]}
    made = Review(Path("/p") / path, path, "servers")
    made.entry = Entry.model_validate(given | fields)
    made.reading = read(b"name: Alpha\ninvite: Alpha1\ncommunities: [games]\n")
    return made


def facts(**said: Any) -> Facts:
    return Facts(**{"id": ONE, "name": "Alpha", **said})


def titles(made: Review) -> list[str]:
    return [remark.title for remark in made.remarks]


def shown(reviews: list[Review], *notes: str) -> html.HtmlElement:
    """The summary as a browser would have it, by a reader of tables and fences."""
    made = markdown(summary.as_markdown(reviews, notes), extensions=["tables", "fenced_code"])
    return html.fragment_fromstring(made, create_parent="div")


# Opinions


@given(
    answer=st.one_of(
        st.sampled_from([Unknown(10006), Unknown(50270), NoServer("group"), NoServer("none")]),
        st.builds(
            Invite,
            st.builds(
                Facts,
                id=st.sampled_from([ONE, TWO]),
                name=st.sampled_from(["Alpha", "Other"]),
                nsfw_level=st.integers(0, 3),
                guest=st.booleans(),
                targeted=st.booleans(),
                expires_at=st.none() | st.just(datetime(2030, 1, 1, tzinfo=UTC)),
                features=st.sampled_from([(), ("INVITES_DISABLED",)]),
            ),
        ),
    ),
    server_id=st.sampled_from([None, ONE]),
    accepted=st.sampled_from([None, ONE, TWO]),
)
def test_an_answer_fails_the_check_exactly_where_the_state_has_no_lasting_link(
    answer: Answer, server_id: str | None, accepted: str | None
) -> None:
    made = review(server_id=server_id)
    if accepted:
        sighting = Sighting(accepted, NOON)
        made.known = Record(
            slug="alpha", code="Alpha1", first_server=sighting, facts=facts(id=accepted)
        )
    opinions.note_answer(made, answer, NOON)
    assert made.has_errors == (made.state not in {"live", "paused"})


def test_several_reasons_are_told_at_once() -> None:
    made = review(server_id=ONE)
    ends = datetime(2030, 1, 1, tzinfo=UTC)
    opinions.note_answer(made, Invite(facts(guest=True, nsfw=True, expires_at=ends)), NOON)
    assert titles(made) == ["Age restricted", "Guest invite", "Temporary invite"]


def test_a_new_invite_of_the_same_server_is_only_mentioned() -> None:
    made = review(server_id=ONE)
    opinions.note_identity(made, Said("Alpha1", ONE))
    assert made.remarks == []
    made.before = Said("Old", ONE)
    opinions.note_identity(made, Said("Alpha1", ONE))
    assert [(one.level, one.title) for one in made.remarks] == [(Level.NOTICE, "Another invite")]


# The summary


@settings(deadline=None)
@given(name=SEEN, said=SEEN, description=TEXTS, path=SEEN, why=TEXTS)
def test_text_of_strangers_stands_in_code_spans_alone(
    name: str, said: str, description: str, path: str, why: str
) -> None:
    made = review(name=name[:100])
    made.shown = " ".join(path.split())
    made.answer = Invite(facts(name=said, description=description, members=12))
    made.silence = why
    made.remarks = [
        Remark(
            Level.ERROR, made.shown, 1, 1, "Mistake", f"`lang`: `{said}` is not a tag. Use `en`."
        )
    ]
    page = shown([made], "Discord answers 503.")
    tags = {str(one.tag) for one in page.iter()}
    assert tags <= set("div h2 h3 p ul li strong code table thead tbody tr th td".split())
    for code in page.iter("code"):
        code.text = ""
    outside = page.text_content()
    # Other signs may stand there, as entities: the tags above show that nothing came of them.
    assert not any(sign in outside for sign in "@#$`\x1b\u202e")
    assert "evil" not in outside


@settings(deadline=None)
@given(said=SEEN, description=TEXTS)
def test_tables_stay_whole_whatever_stands_in_them(said: str, description: str) -> None:
    made = review()
    made.answer = Invite(
        facts(name=said, description=description or None, members=12, boost_tier=2)
    )
    (table,) = shown([made]).iter("table")
    rows = [len(row) for row in table.iter("tr")]
    assert set(rows) == {2}
    assert " Members 12 " in " ".join(table.text_content().split())


def test_a_changed_server_stands_before_everything_else() -> None:
    first, last = review("content/servers/a.yml"), review("content/servers/z.yml")
    first.remark(Level.ERROR, "invite", "Unknown invite", "It is unknown.")
    last.before = Said("Alpha1", ONE)
    opinions.note_identity(last, Said("Alpha1", TWO))
    told = summary.as_markdown([first, last])
    assert told.startswith("## 2 files: 1 to mend\n\n> [!CAUTION]\n> **Another server:")
    assert told.index(TWO) < told.index("Unknown invite")
    headings = [one.text_content() for one in shown([first, last]).iter("h3")]
    assert [heading.split("/")[-1] for heading in headings] == ["z.yml", "a.yml"]


def test_the_table_says_what_a_reviewer_asks() -> None:
    made = review(invite="alpha")
    answer = facts(
        members=1234, online=56, vanity="alpha", boost_tier=2, boosts=8, verification_level=4,
        nsfw_level=3, expires_at=datetime(2030, 1, 2, tzinfo=UTC), features=("PARTNERED",),
    )  # fmt: skip
    opinions.note_answer(made, Invite(answer), NOON)
    (table,) = shown([made]).iter("table")
    cells = dict([cell.text_content().strip() for cell in row] for row in table.iter("tr"))
    assert cells["Members"] == "1,234 (56 online)"
    assert cells["Invite"] == (
        "alpha: expires 2030-01-02 ❌, vanity address at risk ⚠️, no capital letter"
    )
    assert cells["Boost level"] == "2 (8 boosts)"
    assert cells["To write there"] == "verified phone"
    assert cells["Age restricted"] == "yes ❌"
    assert cells["Server id"] == f"{ONE}, not pinned yet"
    assert (cells["Badges"], cells["State"]) == ("partnered", "ineligible")


def test_a_summary_never_grows_too_large_for_the_page() -> None:
    reviews = [review(f"content/servers/s{number:04}.yml") for number in range(2000)]
    for made in reviews:
        made.answer = Invite(facts(description="é" * 300))
        made.remark(Level.NOTICE, "name", "Note", "x" * 400)
    told = summary.as_markdown(reviews)
    assert len(told.encode()) <= summary.LIMIT + 200
    count = told.count("\n### ")
    assert told.rstrip().endswith(f"There is no room for {2000 - count} more.")


@pytest.mark.untraced
def test_a_text_of_many_letters_without_a_space_is_told_in_no_time() -> None:
    made = review()
    made.remark(Level.ERROR, "name", "Long", f"`name`: {'x' * 20_000} www.evil.example.")
    # Of this thread alone: a busy machine makes nothing longer.
    began = time.thread_time()
    told = summary.as_markdown([made])
    assert time.thread_time() - began < 0.5
    assert f"`name`&#58; {'x' * 20_000} `www.evil.example.`" in told


# Lines and data


@pytest.mark.parametrize("sign", ["\n", "\r", "%0A", "\u2028", "::", ",line=9::"])
def test_no_remark_can_hold_another_command(sign: str) -> None:
    made = review(f"content/servers/a{sign}b.yml")
    made.remark(Level.ERROR, "name", f"T{sign}", f"S{sign}::error::x")
    made.page = f"https://example.org/{sign}"
    told = list(lines.as_annotations([made], [f"n{sign}::error::x"]))
    assert all(len(line.splitlines()) == 1 for line in told)
    kinds = [line.split(" ")[0] for line in told]
    assert kinds == ["::error", "::notice"], "no page for what has an error"
    places = told[0].removeprefix("::error ").partition("::")[0]
    assert [part.partition("=")[0] for part in places.split(",")] == [
        "file",
        "line",
        "col",
        "title",
    ]


def test_a_program_gets_texts_as_they_are() -> None:
    made = review()
    made.answer = Invite(facts(name="A|`b` @c", boosts=3))
    told = data.as_data([made], ["note"])
    assert told["files"][0]["discord"]["name"] == "A|`b` @c"
    assert told["files"][0]["discord"]["boosts"] == 3
    assert (told["version"], told["ok"], told["notes"]) == (1, True, ["note"])
