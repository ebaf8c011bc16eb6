"""What wants a person, the worst first, each with its remedy. Over real HTTP where it matters."""

from datetime import date, timedelta
from typing import Any

import markdown
import pytest

from making import NOON, Showcase
from showcase.attention import Finding, Kind, as_markdown, as_text, findings
from showcase.liveness import State, Verdict, judge
from showcase.models.entry import Entry
from showcase.models.record import Absence, Facts, Record, Sighting

ALPHA = "100000000000000001"
OTHER = "100000000000000002"


def facts(**more: Any) -> Facts:
    return Facts(**{"id": ALPHA, "name": "Alpha", **more})


def entry(**fields: Any) -> Entry:
    given = {"name": "Alpha", "invite": "alpha-code", "summary": "x", "communities": ["games"]}
    return Entry.model_validate({**given, "server_id": ALPHA, **fields})


def found(given: Entry | None = None, **observed: Any) -> list[Finding]:
    """Return the findings about one entry, of which this was observed just now."""
    given = given or entry()
    record = Record(
        **{
            "slug": "alpha",
            "code": given.invite,
            "server_id": given.server_id,
            "facts": facts(),
            "answered_at": NOON,
            "confirmed_at": NOON,
            **observed,
        }
    )
    verdict = judge(given, record, NOON)
    return findings({"alpha": given}, {"alpha": record}, {"alpha": verdict}, NOON)


def only(given: Entry | None = None, **observed: Any) -> tuple[Kind, str]:
    (finding,) = found(given, **observed)
    return finding.kind, finding.sentence


class TestFindings:
    def test_a_live_server_wants_nobody(self) -> None:
        assert found() == []

    def test_an_entry_that_was_never_answered_wants_nobody_yet(self) -> None:
        assert found(facts=None, answered_at=None, confirmed_at=None) == []

    def test_another_server(self) -> None:
        kind, sentence = only(other=Sighting(OTHER, NOON))
        assert kind is Kind.MISMATCH
        assert sentence == (
            f"The invite leads to another server ({OTHER}). Ask its people for a new invite; if "
            "the server is right, set `server_id`."
        )

    def test_an_invite_that_has_been_unknown_for_days(self) -> None:
        kind, sentence = only(absence=Absence(NOON - timedelta(days=2), NOON, 3))
        assert kind is Kind.GONE
        assert sentence.endswith("Ask its people for a permanent one, or take the entry out.")

    def test_an_invite_that_was_unknown_once(self) -> None:
        kind, sentence = only(absence=Absence(NOON, NOON, 1))
        assert kind is Kind.MISSING
        assert "Wait a day" in sentence

    def test_a_temporary_invite_and_one_that_is_over(self) -> None:
        temporary = facts(expires_at=NOON + timedelta(days=1))
        assert only(facts=temporary) == (
            Kind.TEMPORARY,
            "The invite expires. Ask for one that is set to never expire.",
        )
        assert only(facts=facts(expires_at=NOON - timedelta(days=1))) == (
            Kind.EXPIRED,
            "The invite has expired. Ask for one that is set to never expire.",
        )

    def test_a_link_that_nothing_has_confirmed_for_a_month(self) -> None:
        long_ago = NOON - timedelta(days=31)
        kind, sentence = only(confirmed_at=long_ago, answered_at=long_ago)
        assert kind is Kind.UNCONFIRMED
        assert sentence.endswith("Open the invite by hand, and see why the checks fail.")

    @pytest.mark.parametrize(("tier", "at_risk"), [(0, True), (2, True), (3, False), (None, False)])
    def test_a_vanity_address_below_the_third_level(self, tier: int | None, at_risk: bool) -> None:
        given = entry(invite="AlphaBase")
        kinds = [one.kind for one in found(given, facts=facts(vanity="alphabase", boost_tier=tier))]
        assert kinds == ([Kind.AT_RISK] if at_risk else [])

    def test_an_ordinary_invite_of_a_server_with_a_vanity_address_is_safe(self) -> None:
        assert found(facts=facts(vanity="alphabase", boost_tier=0)) == []

    def test_another_name(self) -> None:
        assert only(facts=facts(name="Omega")) == (
            Kind.RENAMED,
            "Discord calls it `Omega`. Change `name` if that is what it is called now.",
        )
        assert found(facts=facts(name="ALPHÀ")) == []

    @pytest.mark.parametrize(
        ("given", "observed", "kind"),
        [
            ({}, {"facts": facts(nsfw_level=1)}, Kind.AGE_RESTRICTED),
            ({}, {"facts": facts(nsfw=True)}, Kind.AGE_RESTRICTED),
            ({"age_restricted": True}, {}, Kind.AGE_RESTRICTED),
            ({}, {"facts": facts(guest=True)}, Kind.NOT_A_SERVER),
            ({}, {"facts": facts(targeted=True)}, Kind.NOT_A_SERVER),
            ({}, {"no_server": "group", "facts": None}, Kind.NOT_A_SERVER),
            ({}, {"no_server": "friend"}, Kind.NOT_A_SERVER),
        ],
    )
    def test_what_is_ineligible_says_why(
        self, given: dict[str, Any], observed: dict[str, Any], kind: Kind
    ) -> None:
        assert only(entry(**given), **observed)[0] is kind

    def test_people_are_asked_again_after_a_year(self) -> None:
        assert found(entry(verified=date(2025, 11, 20))) == []
        assert only(entry(verified=date(2025, 11, 19))) == (
            Kind.UNVERIFIED,
            "Last verified on 2025-11-19. Ask its people, then set `verified` to today.",
        )

    def test_a_missing_pin_comes_with_the_line_to_add(self) -> None:
        assert only(entry(server_id=None)) == (
            Kind.UNPINNED,
            f'The server\'s id is not pinned. Add `server_id: "{ALPHA}"`.',
        )

    def test_what_is_held_back_is_no_finding_of_its_own(self) -> None:
        record = Record(slug="alpha", code="alpha-code", server_id=ALPHA, facts=facts())
        held = Verdict(State.LIVE, "alpha-code", is_held_back=True)
        assert findings({"alpha": entry()}, {"alpha": record}, {"alpha": held}, NOON) == []

    def test_the_worst_come_first_then_by_slug(self, showcase: Showcase) -> None:
        for number, slug in enumerate(("a", "b", "c")):
            showcase.server(slug, server_id=f"20000000000000000{number}")
            showcase.answers(f"{slug}-code", guild_id=f"20000000000000000{number}", name="Other")
        showcase.server("d", server_id=ALPHA).answers("d-code", guild_id=OTHER)
        made = showcase.compose()
        verdicts = {slug: each.verdict for slug, each in made.catalogue.listings.items()}
        kinds = [
            (one.kind, one.slug)
            for one in findings(showcase.content().servers, made.records, verdicts, NOON)
        ]
        assert kinds == [
            (Kind.MISMATCH, "d"),
            (Kind.RENAMED, "a"),
            (Kind.RENAMED, "b"),
            (Kind.RENAMED, "c"),
        ]


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "`<img src=x>",
    "a```<b>x</b>",
    "``[x](https://evil.example)``",
    "@everyone and @octocat #1 GH-1",
    "[click](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "# heading | table | *bold* _it_ ~~s~~",
    "\\`<b>\\`",
    "</code><script>alert(1)</script>",
    "{other} {0} {kind!r}",
    "https://evil.example www.evil.example",
]


class TestFormats:
    def test_nothing_is_said_in_one_line(self) -> None:
        assert as_text([]) == "Nothing wants a person."
        assert as_markdown([]) == "Nothing wants a person.\n"

    def test_a_terminal_gets_a_line_for_each(self) -> None:
        both = [Finding(Kind.GONE, "a", "Gone. Ask."), Finding(Kind.UNPINNED, "b", "Add `x`.")]
        assert as_text(both) == "a: Gone. Ask.\nb: Add `x`."

    def test_one_finding_is_not_called_several(self) -> None:
        one = [Finding(Kind.GONE, "a", "Gone. Ask.")]
        assert as_markdown(one).startswith("1 finding, the worst first.\n")

    def test_an_issue_gets_a_list_for_each_kind(self) -> None:
        several = [
            Finding(Kind.AT_RISK, "a", "Lost? Ask."),
            Finding(Kind.AT_RISK, "b", "Lost? Ask."),
            Finding(Kind.UNPINNED, "a", "Add `x: 1`."),
        ]
        html = markdown.markdown(as_markdown(several))
        assert as_markdown(several).startswith("3 findings, the worst first.\n\n### At risk (2)\n")
        assert html.count("<li>") == 3
        assert "<h3>Unpinned (1)</h3>" in html
        assert "<strong>b</strong>: Lost? Ask." in html.replace("&#63;", "?").replace("&#46;", ".")
        assert "<code>x: 1</code>" in html

    @pytest.mark.parametrize("name", HOSTILE)
    def test_a_hostile_name_stays_text(self, name: str) -> None:
        """It stands in a code span, where GitHub reads neither mentions nor links."""
        lines = as_markdown(found(facts=facts(name=name))).split("\n")
        html = markdown.markdown("\n".join(lines))
        shown = (
            name.replace("`", "'").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        )
        code = f"<code>{shown}</code>"
        assert code in html
        rest = html.replace(code, "")
        for tag in ("<img", "<script", "<a ", "<b>", "<table", "<em", "<h1"):
            assert tag not in rest

    @pytest.mark.parametrize("name", ["\x1b[31mred", "::error::x", "a\nb", "\u202eevil"])
    def test_a_terminal_and_a_workflow_read_no_command(self, name: str) -> None:
        (line,) = as_text(found(facts=facts(name=name))).split("\n")
        assert line.isprintable()
        assert not line.lstrip().startswith("::")
