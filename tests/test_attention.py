"""What wants a person, the worst first, each with its remedy. Over real HTTP where it matters."""

from datetime import date, timedelta
from typing import Any

import markdown
import pytest

from making import NOON, Showcase
from showcase.attention import REMEDIES, TITLES, Finding, Kind, as_markdown, as_text, findings
from showcase.attention.handover import as_file, from_file
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
    return finding.kind, finding.detail


class TestFindings:
    def test_a_live_server_wants_nobody(self) -> None:
        assert found() == []

    def test_an_entry_that_was_not_answered_for_a_week_wants_somebody(self) -> None:
        never: dict[str, Any] = {"facts": None, "answered_at": None, "confirmed_at": None}
        assert found(**never) == []
        assert found(**never, first_seen=date(2026, 11, 13)) == []
        assert only(**never, first_seen=date(2026, 11, 12)) == (
            Kind.UNANSWERED,
            "No check has ever succeeded, so it has no link.",
        )

    def test_another_server(self) -> None:
        assert only(other=Sighting(OTHER, NOON)) == (
            Kind.MISMATCH,
            f"The invite leads to another server ({OTHER}).",
        )
        assert only(other=Sighting("", NOON))[1].endswith("(id unknown).")

    def test_an_invite_that_has_been_unknown_for_days(self) -> None:
        assert only(absence=Absence(NOON - timedelta(days=2), NOON, 3)) == (
            Kind.GONE,
            "Discord has not known the invite for days.",
        )

    def test_an_invite_that_was_unknown_once(self) -> None:
        assert only(absence=Absence(NOON, NOON, 1)) == (
            Kind.MISSING,
            "Discord did not know the invite.",
        )

    def test_a_backup_that_stands_in_is_named(self) -> None:
        _, detail = only(
            entry(backup_invite="second"), absence=Absence(NOON, NOON, 1), backup="second",
            backup_at=NOON,
        )  # fmt: skip
        assert detail == "Discord did not know the invite. Its backup invite is linked meanwhile."

    def test_a_temporary_invite_and_one_that_is_over(self) -> None:
        assert only(facts=facts(expires_at=NOON + timedelta(days=1))) == (
            Kind.TEMPORARY,
            "The invite expires on 2026-11-21.",
        )
        assert only(facts=facts(expires_at=NOON - timedelta(days=1))) == (
            Kind.EXPIRED,
            "The invite has expired.",
        )

    def test_a_link_that_nothing_has_confirmed_for_a_month(self) -> None:
        long_ago = NOON - timedelta(days=31)
        assert only(confirmed_at=long_ago, answered_at=long_ago) == (
            Kind.UNCONFIRMED,
            "No check has succeeded for 30 days, so the link is withheld.",
        )

    @pytest.mark.parametrize(("tier", "at_risk"), [(0, True), (2, True), (3, False), (None, False)])
    def test_a_vanity_address_below_the_third_level(self, tier: int | None, at_risk: bool) -> None:
        given = entry(invite="AlphaBase")
        kinds = [one.kind for one in found(given, facts=facts(vanity="alphabase", boost_tier=tier))]
        assert kinds == ([Kind.AT_RISK] if at_risk else [])

    def test_an_ordinary_invite_of_a_server_with_a_vanity_address_is_safe(self) -> None:
        assert found(facts=facts(vanity="alphabase", boost_tier=0)) == []

    def test_another_name(self) -> None:
        assert only(facts=facts(name="Omega")) == (Kind.RENAMED, "Discord calls it `Omega`.")
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
            "Last verified on 2025-11-19.",
        )

    def test_a_missing_pin_comes_with_the_line_to_add(self) -> None:
        assert only(entry(server_id=None)) == (Kind.UNPINNED, f'Add `server_id: "{ALPHA}"`.')

    def test_a_loss_that_is_held_back_is_one_finding_and_not_the_loss(self) -> None:
        record = Record(
            slug="alpha", code="alpha-code", server_id=ALPHA, facts=facts(), answered_at=NOON
        )
        held = Verdict(State.LIVE, "alpha-code", is_held_back=True)
        (one,) = findings({"alpha": entry()}, {"alpha": record}, {"alpha": held}, NOON)
        assert one.kind is Kind.HELD_BACK

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


class TestRemedies:
    def test_every_kind_has_a_title_and_a_remedy(self) -> None:
        assert set(TITLES) == set(REMEDIES) == set(Kind)

    @pytest.mark.parametrize(
        "kind", [Kind.GONE, Kind.MISSING, Kind.EXPIRED, Kind.TEMPORARY, Kind.AT_RISK]
    )
    def test_a_new_invite_is_asked_for_in_the_words_of_discords_menus(self, kind: Kind) -> None:
        for words in ("Invite People", "Edit invite link", "Expire After: Never", "No limit"):
            assert words in REMEDIES[kind]

    def test_the_id_is_found_by_the_words_of_discords_menus(self) -> None:
        for words in ("User Settings > Advanced > Developer Mode", "Copy Server ID"):
            assert words in REMEDIES[Kind.UNPINNED]


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
    "<!-- showcase-report {} -->",
    "-->",
]


class TestFormats:
    def test_nothing_is_said_in_one_line(self) -> None:
        assert as_text([]) == "Nothing wants a person."
        assert as_markdown([]) == "Nothing wants a person.\n"

    def test_a_terminal_gets_a_line_for_each_with_its_remedy(self) -> None:
        both = [Finding(Kind.UNVERIFIED, "a", "Old."), Finding(Kind.UNPINNED, "b", "Add `x`.")]
        first, second = as_text(both).split("\n")
        assert first == f"a: Old. {REMEDIES[Kind.UNVERIFIED]}"
        assert second.startswith("b: Add `x`. With its id, nobody else can take the entry over.")

    def test_one_finding_is_not_called_several(self) -> None:
        one = [Finding(Kind.GONE, "a", "Gone.")]
        assert as_markdown(one).startswith("1 finding, the worst first.\n")

    def test_an_issue_gets_a_list_for_each_kind_below_its_remedy(self) -> None:
        several = [
            Finding(Kind.AT_RISK, "a", "Lost?"),
            Finding(Kind.AT_RISK, "b", "Lost?"),
            Finding(Kind.UNPINNED, "a", "Add `x: 1`."),
        ]
        html = markdown.markdown(
            as_markdown(several, address=lambda slug: f"https://g.example/{slug}")
        )
        assert html.count("<li>") == 3
        assert "<h3>Vanity address at risk (2)</h3>\n<p>Below boost level 3" in html
        assert '<li><a href="https://g.example/b">b</a>: Lost?</li>' in html
        assert "<code>x: 1</code>" in html

    @pytest.mark.parametrize("limit", range(600, 2600, 50))
    def test_a_limit_holds_and_what_is_left_out_is_counted(self, limit: int) -> None:
        many = [Finding(Kind.GONE, f"ä{number}", "Gone for ä long time.") for number in range(20)]
        many += [Finding(Kind.UNPINNED, f"b{number}", "Add it.") for number in range(20)]
        written = as_markdown(many, limit=limit)
        rows = written.count("\n- ")
        assert len(written.encode()) <= limit
        assert written.startswith("40 findings")
        assert (f"no room for {40 - rows} more" in written) == (rows < 40)

    def test_what_fits_is_written_whole(self) -> None:
        many = [Finding(Kind.GONE, f"a{number}", "Gone.") for number in range(20)]
        assert as_markdown(many, limit=60_000) == as_markdown(many)

    @pytest.mark.parametrize("name", HOSTILE)
    def test_a_hostile_name_stays_text(self, name: str) -> None:
        """It stands in a code span, where GitHub reads neither mentions nor links."""
        html = markdown.markdown(as_markdown(found(facts=facts(name=name))))
        shown = (
            name.replace("`", "'")
            .replace("|", "¦")
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
        )
        code = f"<code>{shown}</code>"
        assert code in html
        rest = html.replace(code, "")
        for sign in ("<img", "<script", "<a ", "<b>", "<table", "<em", "<h1", "@", "#", "<!--"):
            assert sign not in rest

    @pytest.mark.parametrize("name", ["\x1b[31mred", "::error::x", "a\nb", "\u202eevil"])
    def test_a_terminal_and_a_workflow_read_no_command(self, name: str) -> None:
        (line,) = as_text(found(facts=facts(name=name))).split("\n")
        assert line.isprintable()
        assert not line.lstrip().startswith("::")


class TestHandover:
    def test_what_one_job_saves_another_reads(self) -> None:
        several = sorted(
            [
                *found(entry(server_id=None), facts=facts(name="Ω `x`")),
                Finding(Kind.GONE, "b", "x."),
            ]
        )
        assert from_file(as_file(several)) == several
        assert from_file(as_file([])) == []

    @pytest.mark.parametrize(
        "text",
        [
            "", "[]", "{}", "null", '{"version": 2, "findings": []}', '{"version": 1}',
            '{"version": 1, "findings": [{}]}', '{"version": 1, "findings": [1]}',
            '{"version": 1, "findings": [{"kind": "gone", "slug": "../x", "detail": "x"}]}',
            '{"version": 1, "findings": [{"kind": "gone", "slug": "x", "detail": "a\\n# b"}]}',
            '{"version": 1, "findings": [{"kind": "gone", "slug": "x", "detail": 3}]}',
            '{"version": 1, "findings": [{"kind": "other", "slug": "x", "detail": "x"}]}',
            '{"version": 1, "findings": [{"kind": "gone", "slug": 1, "detail": "x"}]}',
            "[" * 50_000,
        ],
    )  # fmt: skip
    def test_anything_else_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="showcase report --save"):
            from_file(text)
