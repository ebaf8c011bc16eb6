"""The workflows: their commands run here as they stand in the YAML, and what holds for all."""

import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from making import GUILD, Showcase
from recording_gh import RecordingGh, installed
from showcase.standin import BLOCKED_HTML, UNKNOWN_INVITE, guild_invite, server_error
from workflows import ROOT, Run, Runner, workflow

pytestmark = [pytest.mark.slow, pytest.mark.posix]

OWN = ROOT / ".github"
STARTER = ROOT / "generator" / "showcase" / "starter" / "github"
FILES = sorted([*OWN.glob("workflows/*.yml"), *STARTER.glob("workflows/*.yml")])
SHARED = ("entries.yml", "publish.yml", "refresh.yml")
PAGES = {"html_url": "https://octo-org.github.io/show-case/", "build_type": "workflow"}


def jobs(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from workflow(path)["jobs"].items()


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", FILES, ids=named)
class TestEveryWorkflow:
    def test_it_has_no_rights_but_those_that_a_job_names(self, path: Path) -> None:
        data = workflow(path)
        assert data["permissions"] == {}
        assert "secrets." not in path.read_text("utf-8")
        for name, job in data["jobs"].items():
            assert isinstance(job["permissions"], dict), name

    def test_every_action_is_pinned_by_commit_with_its_version_beside_it(self, path: Path) -> None:
        uses = re.findall(r"uses: *(.+)", path.read_text("utf-8"))
        own = [one for one in uses if one.startswith("$/")]
        pinned = re.compile(r"[a-z0-9-]+/[a-z0-9-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
        assert [one for one in uses if one not in own and not pinned.fullmatch(one)] == []

    def test_every_job_ends_by_itself_and_no_two_runs_meet(self, path: Path) -> None:
        assert workflow(path)["concurrency"]["group"]
        for _, job in jobs(path):
            assert "uses" in job or job["timeout-minutes"]

    def test_every_step_is_one_command_with_nothing_of_strangers_in_it(self, path: Path) -> None:
        for _, job in jobs(path):
            for step in job.get("steps", []):
                command = step.get("run", "")
                assert "\n" not in command.strip()
                assert "${{" not in command
                assert not re.search(r";|&&|\|", command)

    def test_no_checkout_leaves_its_token_behind(self, path: Path) -> None:
        for _, job in jobs(path):
            for step in job.get("steps", []):
                if step.get("uses", "").startswith("actions/checkout@"):
                    assert step["with"]["persist-credentials"] is False

    def test_nothing_runs_with_the_rights_of_the_base_over_a_pull_request(self, path: Path) -> None:
        assert not {"pull_request_target", "workflow_run"} & set(workflow(path)["on"])

    def test_only_pictures_are_kept_from_run_to_run(self, path: Path) -> None:
        text = path.read_text("utf-8")
        kept = [
            step["with"]["path"]
            for _, job in jobs(path)
            for step in job.get("steps", [])
            if step.get("uses", "").startswith("actions/cache@")
        ]
        assert set(kept) <= {".cache/plugin/showcase/pictures"}
        assert "cache: pip" not in text
        if "pull_request" in workflow(path)["on"]:
            assert kept == []


class TestStarter:
    @pytest.mark.parametrize("name", SHARED)
    def test_an_adopters_workflows_are_ours_but_for_how_the_program_is_installed(
        self, name: str
    ) -> None:
        own = (OWN / "workflows" / name).read_text("utf-8")
        adopted = (STARTER / "workflows" / name).read_text("utf-8")
        ours, theirs = "-e . -c constraints.txt", "-r requirements.txt"
        assert adopted == own.replace(f"pip install {ours}", f"pip install {theirs}")
        assert "pip install" not in own or theirs in adopted

    def test_they_get_these_workflows_and_no_more(self) -> None:
        assert tuple(sorted(path.name for path in STARTER.glob("workflows/*"))) == SHARED

    @pytest.mark.parametrize("name", ["dependabot.yml", "ISSUE_TEMPLATE/report.yml"])
    def test_what_is_alike_is_the_same(self, name: str) -> None:
        assert (STARTER / name).read_text("utf-8") == (OWN / name).read_text("utf-8")


class TestRights:
    def test_the_caller_grants_what_the_called_jobs_ask_for_and_no_more(self) -> None:
        called = [job["permissions"] for _, job in jobs(OWN / "workflows/publish.yml")]
        asked: dict[str, str] = {}
        for permissions in called:
            for name, level in permissions.items():
                asked[name] = "write" if "write" in {level, asked.get(name)} else level
        assert workflow(OWN / "workflows/refresh.yml")["jobs"]["publish"]["permissions"] == asked

    def test_the_check_of_a_pull_request_may_only_read(self) -> None:
        for _, job in jobs(OWN / "workflows/entries.yml"):
            assert set(job["permissions"].values()) == {"read"}
            assert "GH_TOKEN" not in str(job)

    def test_two_workflows_of_one_run_wait_for_different_things(self) -> None:
        groups = [workflow(OWN / "workflows" / name)["concurrency"]["group"] for name in SHARED]
        assert len(set(groups)) == len(groups)

    def test_the_schedule_stands_in_a_file_of_its_own(self) -> None:
        with_clock = [path.name for path in FILES if "schedule" in workflow(path)["on"]]
        assert with_clock == ["refresh.yml", "refresh.yml"]
        assert set(workflow(OWN / "workflows/refresh.yml")["on"]) == {
            "schedule", "workflow_dispatch",
        }  # fmt: skip

    def test_updates_wait_a_week(self) -> None:
        for update in yaml.safe_load((OWN / "dependabot.yml").read_text("utf-8"))["updates"]:
            assert update["cooldown"] == {"default-days": 7}

    def test_no_form_sets_the_label_of_the_tracking_issue(self) -> None:
        for form in (OWN / "ISSUE_TEMPLATE").glob("*.yml"):
            labels = yaml.safe_load(form.read_text("utf-8")).get("labels", [])
            assert "showcase-report" not in labels


class Project:
    """A repository on GitHub: its files, its Pages, and the Discord that its runs ask."""

    def __init__(self, showcase: Showcase, folder: Path, certificate: Path) -> None:
        self.showcase, self.folder = showcase, folder
        showcase.options |= {"mirror_url": "", "max_age_hours": 0}
        self.gh: RecordingGh = installed(folder / "bin")
        self.gh.change(pages=PAGES)
        self.environment = {
            "SSL_CERT_FILE": str(certificate),
            "SHOWCASE_MIRROR_URL": showcase.discord.url,
        }

    def server(self, slug: str, number: int = 1, **fields: Any) -> str:
        """Add a server that Discord knows; return its id."""
        guild = str(int(GUILD) + number)
        self.showcase.server(slug, **{"server_id": guild, **fields})
        self.showcase.answers(f"{slug}-code", guild_id=guild, name=slug.title())
        return guild

    def runner(self, source: Path | None = None, **more: Any) -> Runner:
        config = self.showcase.mkdocs_yml()
        kept = [
            re.sub("^site_url: (.*)", r"site_url: !ENV [SITE_URL, \1]", line)
            for line in config.read_text("utf-8").splitlines()
            if line.strip().partition(":")[0] not in {"mirror_url", "cache_dir"}
        ]
        config.write_text("\n".join([*kept, ""]), "utf-8")
        folder = self.folder / f"machine-{len(list(self.folder.iterdir()))}"
        folder.mkdir()
        source = source or self.showcase.root
        return Runner(folder, source, self.gh, self.environment, **more)

    def publish(self, *, by_bash: bool = False, **inputs: bool) -> Run:
        """Run the workflow `publish`, and put onto Pages what it deploys."""
        runner = self.runner(inputs=inputs, by_bash=by_bash)
        done = runner.run(OWN / "workflows/publish.yml", "build")
        runner.needs = {"build": done.job_outputs}
        deploy = workflow(OWN / "workflows/publish.yml")["jobs"]["deploy"]
        if runner.is_wanted(deploy["if"]):
            done.steps["deploy"] = "success"
            site = done.artifacts["github-pages"]
            for name in ("api/v1/records.json", "api/v1/servers.json"):
                self.showcase.discord.pages[f"/{name}"] = (site / name).read_bytes()
        return done

    def report(self, published: Run, *, by_bash: bool = False) -> Run | None:
        """Run the job of `refresh` that comes after publishing."""
        file = OWN / "workflows/refresh.yml"
        runner = self.runner(artifacts=published.artifacts, by_bash=by_bash)
        runner.needs = {"publish": {"report": published.job_outputs["report"]}}
        if not runner.is_wanted(workflow(file)["jobs"]["report"]["if"]):
            return None
        return runner.run(file, "report")

    def states(self) -> dict[str, str]:
        """The state of each server on the published site."""
        page = self.showcase.discord.pages["/api/v1/servers.json"]
        assert isinstance(page, bytes)
        return {row["slug"]: row["state"] for row in yaml.safe_load(page)["servers"]}


@pytest.fixture
def project(showcase: Showcase, tmp_path: Path, certificate: Path) -> Project:
    """A repository with one server, and Pages turned on."""
    (tmp_path / "github").mkdir()
    made = Project(showcase, tmp_path / "github", certificate)
    made.server("alpha")
    return made


class TestPublish:
    def test_the_site_is_built_with_its_own_address_and_put_onto_pages(
        self, project: Project
    ) -> None:
        done = project.publish(by_bash=True)
        assert done.is_green, done.logs
        assert done.steps["deploy"] == "success"
        assert project.states() == {"alpha": "live"}
        home = (done.artifacts["github-pages"] / "index.html").read_text("utf-8")
        assert "https://octo-org.github.io/show-case/" in home
        assert "1 servers: 0 known, 1 asked, 0 failed" in done.summary

    def test_discord_is_asked_once_a_run_and_not_again_by_the_build(self, project: Project) -> None:
        project.publish()
        assert project.showcase.discord.asked() == 1

    def test_a_silent_discord_is_the_first_line_of_the_summary_with_the_ways_out(
        self, project: Project
    ) -> None:
        project.publish()
        project.showcase.answers("alpha-code", BLOCKED_HTML)
        done = project.publish()
        assert done.is_green
        assert project.states() == {"alpha": "live"}
        first = done.summary.splitlines()[0]
        assert first.startswith("**Discord answered nothing.**")
        for way in (
            "wait",
            "showcase refresh --save",
            "content/records.json",
            "runner of your own",
        ):
            assert way in first

    def test_with_pages_off_it_is_green_and_names_the_two_clicks(self, project: Project) -> None:
        project.gh.change(pages=None)
        project.showcase.answers("alpha-code", server_error())
        done = project.publish()
        assert done.is_green, done.logs
        assert "deploy" not in done.steps
        assert "address" not in done.outputs
        assert done.summary.startswith("**Discord answered nothing.**")
        assert "Settings > Pages" in done.summary
        assert "Build and deployment > Source > GitHub Actions" in done.summary

    def test_pages_from_a_branch_wait_for_the_same_click(self, project: Project) -> None:
        project.gh.change(pages={**PAGES, "build_type": "legacy"})
        done = project.publish()
        assert done.is_green
        assert "deploy" not in done.steps
        assert "Source > GitHub Actions" in done.summary

    def test_a_mass_loss_is_held_back_published_and_red_until_it_is_accepted(
        self, project: Project
    ) -> None:
        slugs = [f"s{number}" for number in range(6)]
        for number, slug in enumerate(slugs):
            project.server(slug, number + 2)
        assert project.publish().is_green
        for slug in slugs:
            project.showcase.answers(f"{slug}-code", UNKNOWN_INVITE)
        held = project.publish()
        assert (held.steps["refresh"], held.steps["site"]) == ("failure", "success")
        assert not held.is_green
        assert held.steps["deploy"] == "success"
        assert set(project.states().values()) == {"live"}
        assert held.summary.startswith("**6 servers would lose their link at once**")
        assert "by hand with `accept`" in held.summary
        found = (held.artifacts["report"] / "report.json").read_text("utf-8")
        assert found.count("held_back") == 6
        accepted = project.publish(accept=True)
        assert accepted.is_green, accepted.logs
        assert [slug for slug, state in project.states().items() if state == "missing"] == slugs

    def test_a_site_that_cannot_be_read_stops_all_but_a_first_run(self, project: Project) -> None:
        project.showcase.discord.pages["/api/v1/records.json"] = server_error()
        done = project.publish()
        assert not done.is_green
        assert done.steps["refresh"] == "failure"
        assert (done.steps["site"], done.steps.get("deploy")) == ("skipped", None)
        assert "use --first-run" in done.log("showcase refresh")
        assert project.showcase.discord.asked() == 0
        assert project.publish(first_run=True).is_green
        assert project.states() == {"alpha": "live"}

    def test_an_entry_with_a_mistake_publishes_nothing(self, project: Project) -> None:
        project.server("beta", 2, nmae="x")
        done = project.publish()
        assert (done.is_green, done.steps["site"]) == (False, "failure")
        assert "deploy" not in done.steps
        assert done.job_outputs["report"] == "false"

    def test_what_cannot_be_asked_of_github_is_not_taken_for_pages_being_off(
        self, project: Project
    ) -> None:
        project.gh.change(down=True)
        done = project.publish()
        assert (done.is_green, done.steps["pages"]) == (False, "failure")


class TestRefresh:
    def test_the_schedule_is_turned_on_again_by_each_run(self, project: Project) -> None:
        done = project.runner().run(OWN / "workflows/refresh.yml", "enable")
        assert done.is_green, done.logs
        assert project.gh.calls()[-1].endswith("/actions/workflows/refresh.yml/enable")

    def test_the_tracking_issue_is_created_then_updated_then_left_alone(
        self, project: Project
    ) -> None:
        project.server("beta", 2)
        project.showcase.answers("beta-code", UNKNOWN_INVITE)
        first = project.report(project.publish(), by_bash=True)
        assert first is not None
        assert first.is_green, first.logs
        (issue,) = project.gh.issues()
        assert issue["labels"] == [{"name": "showcase-report"}]
        assert "### Missing (1)" in issue["body"]
        edit = "https://github.com/octo-org/show-case/edit/main/content/servers/beta.yml"
        assert f"- [beta]({edit}): Discord did not know the invite." in issue["body"]

        before = len(project.gh.calls())
        again = project.report(project.publish())
        assert again is not None
        assert "nothing changed" in again.log("showcase report")
        assert project.gh.writes(before) == []

        project.showcase.answers("alpha-code", guild_id="999999999999999999")
        project.report(project.publish())
        (issue,) = project.gh.issues()
        assert issue["body"].index("### Leads to another server") < issue["body"].index("Missing")
        assert issue["comments"] == []

        project.server("alpha")
        project.server("beta", 2)
        project.report(project.publish())
        (issue,) = project.gh.issues()
        assert (issue["state"], issue["state_reason"]) == ("closed", "completed")

    def test_where_nothing_is_known_the_issue_is_left_alone(self, project: Project) -> None:
        project.showcase.answers("alpha-code", server_error())
        assert project.report(project.publish()) is None
        assert project.gh.issues() == []


class Change:
    """A pull request to a project: what its branch holds, and what the base holds by then."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.root = project.showcase.root
        project.runner()
        self.git("init", "-q", "-b", "main")
        self.commit("Base")
        self.git("checkout", "-q", "-b", "change")

    def git(self, *arguments: str) -> str:
        who = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
        done = subprocess.run(
            ["git", *who, *arguments], cwd=self.root, capture_output=True, text=True, check=True
        )
        return done.stdout

    def commit(self, message: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)

    def check(self, *, by_bash: bool = False) -> Run:
        """Merge it into the base as GitHub does, and run the workflow `entries`."""
        self.commit("Change")
        self.git("checkout", "-q", "main")
        self.git("merge", "-q", "--no-ff", "--no-edit", "change")
        runner = self.project.runner(self.root, by_bash=by_bash)
        return runner.run(OWN / "workflows/entries.yml", "check")


@pytest.fixture
def change(project: Project) -> Change:
    """A pull request that changes nothing yet, to a published project of two servers."""
    project.server("beta", 2)
    project.showcase.clock.at = datetime.now(UTC)
    project.showcase.publish(project.showcase.compose()).lose_cache()
    project.showcase.discord.requests.clear()
    return Change(project)


class TestEntries:
    def test_a_good_entry_is_green_and_alone_asked_about(self, change: Change) -> None:
        change.project.server("gamma", 3)
        done = change.check()
        assert done.is_green, done.logs
        assert change.project.showcase.discord.asked("gamma-code") > 0
        assert change.project.showcase.discord.asked("alpha-code") == 0
        assert (done.artifacts["site"] / "servers/gamma/index.html").is_file()
        assert "Gamma" in done.summary
        site = (done.artifacts["site"] / "api/v1/servers.json").read_text("utf-8")
        states = {row["slug"]: row["state"] for row in yaml.safe_load(site)["servers"]}
        assert states == {"alpha": "live", "beta": "live", "gamma": "live"}

    def test_a_mistake_is_red_and_stands_on_its_line(self, change: Change) -> None:
        change.project.server("gamma", 3, nmae="x")
        done = change.check()
        assert not done.is_green
        said = done.log("showcase check")
        assert re.search(r"^::error file=content/servers/gamma\.yml,line=\d+", said, re.MULTILINE)

    def test_a_silent_discord_makes_nobody_red(self, change: Change) -> None:
        change.project.server("gamma", 3)
        change.project.showcase.answers("gamma-code", server_error())
        done = change.check()
        assert done.is_green, done.logs
        assert (done.artifacts["site"] / "servers/gamma/index.html").is_file()

    def test_an_entry_of_somebody_else_makes_nobody_red(self, change: Change) -> None:
        """Neither one that died, nor one that came to the base meanwhile with a mistake."""
        change.project.showcase.answers("alpha-code", UNKNOWN_INVITE)
        change.project.server("gamma", 3)
        change.commit("Change")
        change.git("checkout", "-q", "main")
        change.project.server("delta", 4, nmae="x")
        change.commit("Somebody else's")
        change.git("checkout", "-q", "change")
        done = change.check()
        assert done.is_green, done.logs
        assert "delta" not in done.log("showcase check")

    def test_a_mass_loss_of_others_makes_nobody_red(self, change: Change) -> None:
        project = change.project
        change.git("checkout", "-q", "main")
        slugs = [f"s{number}" for number in range(6)]
        for number, slug in enumerate(slugs):
            project.server(slug, number + 10)
        change.commit("Six")
        assert project.publish().is_green
        for slug in slugs:
            project.showcase.answers(f"{slug}-code", UNKNOWN_INVITE)
        assert not project.publish().is_green
        change.git("checkout", "-q", "change")
        change.git("rebase", "-q", "main")
        project.server("gamma", 3)
        done = change.check()
        assert done.is_green, done.logs
        assert "would lose their link at once" in done.log("showcase refresh")

    def test_an_unknown_invite_of_its_own_is_red(self, change: Change) -> None:
        change.project.server("gamma", 3)
        change.project.showcase.answers("gamma-code", UNKNOWN_INVITE)
        assert not change.check().is_green

    def test_hostile_names_of_files_are_names(self, change: Change) -> None:
        servers = change.root / "content" / "servers"
        good = (servers / "alpha.yml").read_text("utf-8")
        names = [
            "a;touch pwned;b.yml", "$(touch pwned).yml", "`touch pwned`.yml", "-rf.yml", "a b.yml",
            "x\n::error::owned.yml", "x\n::set-output name=a::b.yml", "'\".yml", "*.yml", "ü🎉.yml",
        ]  # fmt: skip
        for name in names:
            (servers / name).write_text(good, "utf-8")
        (servers / "link.yml").symlink_to("/etc/passwd")
        (servers / "folder.yml").mkdir()
        (servers / "folder.yml" / "x.yml").write_text(good, "utf-8")
        (servers / "large.yml").write_text("x" * 3_000_000, "utf-8")
        done = change.check(by_bash=True)
        assert not done.is_green
        said = done.log("showcase check")
        assert "root:" not in str(done.logs)
        assert not list(change.project.folder.rglob("pwned"))
        commands = [line for line in said.splitlines() if line.lstrip().startswith("::")]
        allowed = re.compile(r"::(error|warning|notice) (file|title)=")
        assert [line for line in commands if not allowed.match(line)] == []
        for name in ("link.yml", "large.yml", "folder.yml"):
            assert name in said

    def test_its_program_and_its_options_are_not_run(self, change: Change) -> None:
        change.project.server("gamma", 3)
        change.commit("An entry")
        config = change.root / "mkdocs.yml"
        config.write_text(config.read_text("utf-8") + "hooks: [evil.py]\n", "utf-8")
        (change.root / "evil.py").write_text("raise SystemExit('owned')\n", "utf-8")
        (change.root / "content/pages/index.md").write_text("# Owned\n", "utf-8")
        done = change.check()
        assert done.is_green, done.logs
        assert "owned" not in str(done.logs).lower()
        assert "Owned" not in (done.artifacts["site"] / "index.html").read_text("utf-8")

    def test_an_entry_that_goes_is_green(self, change: Change) -> None:
        (change.root / "content/servers/beta.yml").unlink()
        done = change.check()
        assert done.is_green, done.logs
        assert not (done.artifacts["site"] / "servers/beta/index.html").exists()

    def test_an_invite_that_leads_to_another_server_is_red(self, change: Change) -> None:
        change.project.server("gamma", 3)
        other = guild_invite("gamma-code", guild_id="999999999999999999", name="Gamma")
        change.project.showcase.answers("gamma-code", other)
        assert not change.check().is_green
