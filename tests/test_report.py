"""`showcase report` as a maintainer runs it, and the small commands of the workflows."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from making import GUILD, Showcase
from recording_gh import RecordingGh, installed
from showcase.attention import Finding, Kind
from showcase.attention.handover import as_file
from showcase.cli import main
from showcase.cli.ci import expected_url
from showcase.cli.workflow import is_silent, refresh_summary
from showcase.refresh import Outcome
from showcase.standin import UNKNOWN_INVITE


@pytest.fixture
def gh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RecordingGh:
    """A stand-in for `gh`, logged in."""
    gh = installed(tmp_path / "bin")
    gh.change(permissions={"issues": "write", "pages": "read"})
    monkeypatch.setenv("PATH", str(gh.folder), prepend=":")
    monkeypatch.setenv("GH_STATE", str(gh.file))
    monkeypatch.setenv("GH_TOKEN", "x")
    return gh


def one_missing(showcase: Showcase) -> None:
    showcase.server("alpha", server_id=GUILD).answers("alpha-code", UNKNOWN_INVITE)
    showcase.run("refresh")
    showcase.discord.requests.clear()


def refused(result: Result) -> str:
    """What a command said that did not do its work: one line."""
    assert result.exit_code == 1
    (line,) = result.output.splitlines()
    return line


@pytest.mark.posix
class TestIssue:
    def test_the_issue_is_created_then_left_alone(
        self, showcase: Showcase, gh: RecordingGh
    ) -> None:
        one_missing(showcase)
        assert showcase.run("report", "--issue").output == "Issue 1: created.\n"
        before = len(gh.calls())
        assert showcase.run("report", "--issue").output == "Issue 1: nothing changed.\n"
        assert gh.writes(before) == []
        assert showcase.discord.requests == []

    def test_it_is_closed_and_opened_again(self, showcase: Showcase, gh: RecordingGh) -> None:
        one_missing(showcase)
        showcase.run("report", "--issue")
        showcase.answers("alpha-code").run("refresh", "--all")
        assert showcase.run("report", "--issue").output == "Issue 1: updated, closed.\n"
        showcase.answers("alpha-code", UNKNOWN_INVITE).run("refresh", "--all")
        assert showcase.run("report", "--issue").output == "Issue 1: opened again, updated.\n"
        (issue,) = gh.issues()
        assert issue["state"] == "open"

    def test_a_month_later_a_digest_stands_below(
        self, showcase: Showcase, gh: RecordingGh, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one_missing(showcase)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796083200")
        showcase.run("report", "--issue")
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798761600")
        for said in ("a digest written, updated", "nothing changed"):
            assert showcase.run("report", "--issue").output == f"Issue 1: {said}.\n"
        (issue,) = gh.issues()
        (comment,) = issue["comments"]
        assert comment.startswith("**January 2027**: 1 finding")

    def test_an_issue_of_a_stranger_is_not_taken_for_ours(
        self, showcase: Showcase, gh: RecordingGh
    ) -> None:
        body = "<!-- showcase-report {} -->\nmine now"
        gh.change(
            issues=[{"number": 1, "state": "open", "labels": [{"name": "report"}], "body": body}]
        )
        one_missing(showcase)
        assert showcase.run("report", "--issue").output == "Issue 2: created.\n"
        assert gh.issues()[0]["body"] == body

    def test_no_issue_is_made_where_nothing_wants_a_person(
        self, showcase: Showcase, gh: RecordingGh
    ) -> None:
        showcase.server("alpha", server_id=GUILD).answers("alpha-code").run("refresh")
        said = showcase.run("report", "--issue").output
        assert said == "Nothing wants a person: no issue is needed.\n"
        assert gh.issues() == []

    def test_where_nothing_is_known_the_issue_is_not_closed(
        self, showcase: Showcase, gh: RecordingGh
    ) -> None:
        showcase.server("alpha")
        said = refused(showcase.run("report", "--issue"))
        assert said == "Error: nothing is known here yet. Run `showcase refresh` first."
        assert gh.calls() == []

    def test_entries_of_a_showcase_in_a_folder_of_its_repository_are_linked(
        self, showcase: Showcase, gh: RecordingGh
    ) -> None:
        (showcase.root.parent / ".git").mkdir()
        one_missing(showcase)
        showcase.run("report", "--issue")
        assert "/edit/main/project/content/servers/alpha.yml)" in gh.issues()[0]["body"]

    def test_a_body_that_is_too_long_is_never_sent(
        self, showcase: Showcase, gh: RecordingGh, tmp_path: Path
    ) -> None:
        slugs = [f"a-server-with-a-rather-long-slug-{number:04}" for number in range(900)]
        many = [Finding(Kind.RENAMED, slug, "Discord calls it `Ω`.") for slug in slugs]
        file = tmp_path / "report.json"
        file.write_text(as_file(many), "utf-8")
        said = showcase.run("report", "--issue", "--from", str(file)).output
        assert said == "Issue 1: created.\n"
        (issue,) = gh.issues()
        assert 60_000 < len(issue["body"].encode()) <= 65_000
        assert "`showcase report` names them all" in issue["body"]

    def test_what_github_refuses_is_said_in_one_line(
        self, showcase: Showcase, gh: RecordingGh
    ) -> None:
        one_missing(showcase)
        gh.change(permissions={"issues": "read"})
        assert "the right to do so" in refused(showcase.run("report", "--issue"))

    def test_without_gh_it_is_said_where_to_get_it(
        self, showcase: Showcase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        one_missing(showcase)
        monkeypatch.setenv("PATH", str(tmp_path / "empty"))
        assert "https://cli.github.com" in refused(showcase.run("report", "--issue"))


class TestFiles:
    def test_what_was_saved_on_one_machine_is_read_on_another(
        self, showcase: Showcase, tmp_path: Path
    ) -> None:
        one_missing(showcase)
        file = tmp_path / "new" / "report.json"
        assert "report.json" in showcase.run("report", "--save", str(file)).output
        said = showcase.run("report").output
        showcase.lose_cache()
        assert showcase.run("report", "--from", str(file)).output == said

    def test_where_nothing_is_known_nothing_is_saved(
        self, showcase: Showcase, tmp_path: Path
    ) -> None:
        file = tmp_path / "report.json"
        file.write_text("old", "utf-8")
        result = showcase.server("alpha").run("report", "--save", str(file))
        assert result.exit_code == 0
        assert not file.exists()

    @pytest.mark.parametrize("text", ["", "{}", None])
    def test_a_file_that_holds_something_else_is_named(
        self, showcase: Showcase, tmp_path: Path, text: str | None
    ) -> None:
        file = tmp_path / "report.json"
        if text is not None:
            file.write_text(text, "utf-8")
        assert "report.json cannot be read" in refused(showcase.run("report", "--from", str(file)))


class TestSummary:
    def outcome(self, **values: object) -> Outcome:
        return Outcome(**{"servers": 3, **values})  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("outcome", "silent"),
        [
            ({}, False),
            ({"asked": 1, "failed": 1}, False),
            ({"asked": 1, "failed": 1, "unreachable": True}, True),
            ({"servers": 99, "asked": 20, "failed": 20}, True),
            ({"servers": 99, "asked": 20, "failed": 19}, False),
            ({"servers": 99, "asked": 9, "failed": 9}, False),
            ({"asked": 3, "failed": 3}, True),
            ({"servers": 0}, False),
            ({"ended": "the budget is used up"}, False),
            ({"ended": "blocked", "refused": True}, True),
            ({"asked": 2, "failed": 1, "refused": True}, False),
        ],
    )
    def test_discord_is_silent_where_it_was_to_be_asked_and_nothing_came(
        self, outcome: dict[str, Any], silent: bool
    ) -> None:
        assert is_silent(self.outcome(**outcome)) is silent

    def test_words_of_strangers_are_code(self) -> None:
        said = refresh_summary(self.outcome(notes=["`x` <b> @everyone"]), ())
        assert said.endswith("- `'x' <b> @everyone`")


class TestAddress:
    @pytest.mark.parametrize(
        ("repository", "url"),
        [
            ("Octo/show-case", "https://octo.github.io/show-case/"),
            ("octo/octo.github.io", "https://octo.github.io/"),
            ("", ""),
            ("x", ""),
            ("a/b/c", ""),
            ("a/b\nurl=evil", ""),
        ],
    )
    def test_pages_would_be_there(self, repository: str, url: str) -> None:
        assert expected_url({"GITHUB_REPOSITORY": repository}) == url

    def test_it_is_an_output_of_the_step(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GITHUB_REPOSITORY", "octo/show-case")
        monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
        assert CliRunner().invoke(main, ["ci", "address"]).exit_code == 0
        assert (tmp_path / "output").read_bytes() == b"site_url=https://octo.github.io/show-case/\n"
