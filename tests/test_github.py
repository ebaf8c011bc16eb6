"""GitHub through `gh`: what is asked, and what is said where it cannot be."""

from pathlib import Path

import pytest

from recording_gh import REPOSITORY, RecordingGh, installed
from showcase.github import GitHub, GitHubError, Pages, Repository

pytestmark = pytest.mark.posix


@pytest.fixture
def gh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RecordingGh:
    """A stand-in for `gh`, logged in, with every right."""
    gh = installed(tmp_path / "bin")
    gh.change(permissions={"issues": "write", "pages": "read", "actions": "write"})
    monkeypatch.setenv("PATH", str(gh.folder), prepend=":")
    monkeypatch.setenv("GH_STATE", str(gh.file))
    monkeypatch.setenv("GH_TOKEN", "x")
    return gh


def failure(call: str, folder: Path) -> GitHubError:
    with pytest.raises(GitHubError) as caught:
        getattr(GitHub(folder), call)()
    return caught.value


def test_the_repository_is_asked_for(gh: RecordingGh, tmp_path: Path) -> None:
    assert GitHub(tmp_path).repository() == Repository(f"https://github.com/{REPOSITORY}", "main")


def test_a_repository_without_issues_is_said_so_with_the_clicks(
    gh: RecordingGh, tmp_path: Path
) -> None:
    gh.change(has_issues=False)
    assert "Settings > General > Features > Issues" in str(failure("repository", tmp_path))


def test_pages_are_off_or_on_and_by_a_workflow_or_by_a_branch(
    gh: RecordingGh, tmp_path: Path
) -> None:
    assert GitHub(tmp_path).pages() is None
    gh.change(pages={"html_url": "https://x.example/", "build_type": "workflow"})
    assert GitHub(tmp_path).pages() == Pages("https://x.example/", by_workflow=True)
    gh.change(pages={"html_url": "https://x.example/", "build_type": "legacy"})
    assert GitHub(tmp_path).pages() == Pages("https://x.example/", by_workflow=False)


def test_an_issue_is_created_changed_and_written_below(gh: RecordingGh, tmp_path: Path) -> None:
    github = GitHub(tmp_path)
    body = "Quotes \" ' `, a $(command), a line\nand ünïcode 🎉"
    assert github.create_issue("Title", body, "our-label") == 1
    github.comment(1, "A comment")
    github.change_issue(1, state="closed", state_reason="completed")
    (issue,) = gh.issues()
    assert (issue["title"], issue["body"]) == ("Title", body)
    assert issue["labels"] == [{"name": "our-label"}]
    assert (issue["state"], issue["comments"]) == ("closed", ["A comment"])


def test_only_issues_with_the_label_are_found_and_no_pull_request(
    gh: RecordingGh, tmp_path: Path
) -> None:
    gh.change(
        issues=[
            {"number": 1, "labels": [{"name": "other"}]},
            {"number": 2, "labels": [{"name": "ours"}]},
            {"number": 3, "labels": [{"name": "ours"}], "pull_request": {}},
        ]
    )
    assert [one["number"] for one in GitHub(tmp_path).issues("ours")] == [2]


def test_a_label_is_made_once(gh: RecordingGh, tmp_path: Path) -> None:
    for title in ("One", "Two"):
        GitHub(tmp_path).create_issue(title, "x", "our-label")
    assert gh.state()["labels"] == ["our-label"]


def test_without_the_program_it_is_said_where_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert str(failure("pages", tmp_path)) == (
        "the program `gh` is not installed. Get it from https://cli.github.com, then run "
        "`gh auth login`."
    )


@pytest.mark.parametrize(
    ("program", "call", "sentence"),
    [
        ("#!/bin/sh\necho '<html>'\n", "pages", "`gh` answered with something that is no JSON."),
        (
            '#!/bin/sh\necho \'{"html_url": "javascript:x", "default_branch": "main"}\'\n',
            "repository",
            "GitHub answers with an address that is none: javascript:x.",
        ),
        ("\0", "pages", "`gh` did not answer: [Errno 8] Exec format error: "),
    ],
)
def test_an_answer_that_is_none_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, call: str, sentence: str
) -> None:
    (tmp_path / "gh").write_text(program, "utf-8")
    (tmp_path / "gh").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert str(failure(call, tmp_path)).startswith(sentence)


def test_without_a_login_it_is_said_how(
    gh: RecordingGh, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GH_TOKEN")
    assert str(failure("repository", tmp_path)).endswith("Run `gh auth login`.")


def test_a_missing_right_is_named(gh: RecordingGh, tmp_path: Path) -> None:
    gh.change(permissions={})
    error = failure("pages", tmp_path)
    assert error.status == 403
    assert "Resource not accessible by integration (HTTP 403)" in str(error)
    assert "the right to do so" in str(error)


def test_an_outage_is_not_taken_for_pages_being_off(gh: RecordingGh, tmp_path: Path) -> None:
    gh.change(down=True)
    error = failure("pages", tmp_path)
    assert error.status == 502
    assert str(error).endswith("Try again later.")
