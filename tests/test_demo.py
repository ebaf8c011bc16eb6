"""The demo: one whole showcase of made-up servers, in every state."""

import json
import re
import socket
import subprocess
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from making import Demo, Site
from showcase.cli import main
from showcase.content import load
from showcase.demo import past, project, world
from showcase.liveness import State, judge
from showcase.records import dump_records, load_records

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SERVERS = world.servers()


@pytest.fixture(scope="module")
def site(demo: Demo) -> Site:
    return Site(demo.site, [])


def test_the_demo_builds_strictly_and_says_where(demo: Demo) -> None:
    assert demo.status == 0, demo.said
    assert "made/up/index.html" in demo.said
    assert (demo.site / "index.html").is_file()


def test_all_pages_of_the_demo_take_the_short_way(demo: Demo) -> None:
    assert "Documentation built" in demo.said  # what is said of pages is heard
    assert "long way" not in demo.said


def test_the_demo_writes_beside_nothing_of_ones_own(demo: Demo) -> None:
    assert sorted(path.name for path in demo.folder.iterdir()) == [".cache", "made"]


def test_the_demo_has_many_servers_in_many_communities(site: Site) -> None:
    servers = site.json("api/v1/servers.json")["servers"]
    communities = site.json("api/v1/communities.json")["communities"]
    assert len(servers) >= 60
    assert len(communities) >= 8
    assert all(community["servers"] for community in communities)
    assert any(len(server["communities"]) > 1 for server in servers)


def test_every_server_of_the_demo_is_in_the_state_that_was_promised(site: Site) -> None:
    states = {row["slug"]: row["state"] for row in site.json("api/v1/servers.json")["servers"]}
    assert states == {slug: server.shows for slug, server in SERVERS.items()}
    assert set(states.values()) == set(get_args(world.State)) == {str(state) for state in State}


def test_every_page_of_the_demo_says_that_its_servers_are_made_up(site: Site) -> None:
    pages = [path for path in site.files() if path.endswith(".html")]
    assert len(pages) > 100
    silent = [
        path
        for path in pages
        if "made up" not in " ".join(site.page(path).cssselect("body")[0].text_content().split())
    ]
    assert silent == []


def test_the_demo_has_history_events_partners_and_highlights(site: Site) -> None:
    records = site.json("api/v1/records.json")["records"]
    histories = [len(record["history"]["days"]) for record in records.values() if
                 "history" in record]  # fmt: skip
    assert len(histories) >= 60
    assert max(histories) >= 30
    assert len(site.article("events/").cssselect("time[datetime]")) >= 10
    entries = load(world.CONTENT, world.CONTENT).servers
    assert sum(bool(entry.partners) for entry in entries.values()) >= 4
    kinds = Counter(one.kind for entry in entries.values() for one in entry.highlights)
    assert set(kinds) == {"achievement", "initiative", "collaboration"}
    assert any(entry.backup_invite for entry in entries.values())
    assert any(slug in entries[other].partners for slug, entry in entries.items()
               for other in entry.partners if other in entries)  # fmt: skip


def test_the_demo_has_pictures_of_the_stand_in_and_drawn_ones(site: Site) -> None:
    records = site.json("api/v1/records.json")["records"]
    sources = {one["source"].split("/")[0] for record in records.values() for one in
               record.get("pictures", [])}  # fmt: skip
    assert {"icons", "banners"} <= sources
    assert any(not record.get("pictures") for record in records.values())


@pytest.mark.parametrize("what", ["summary", "tag", "channel"])
def test_the_search_of_the_demo_finds_a_server_by_its(site: Site, what: str) -> None:
    slug = "rainy-day-dice"
    entry = load(world.CONTENT, world.CONTENT).servers[slug]
    said = {
        "summary": entry.summary,
        "tag": entry.tags[0],
        "channel": (entry.channels[0].text or entry.channels[0].voice)[0],
    }[what]
    assert f"servers/{slug}/" in site.found(said)


def test_every_link_of_the_demo_leads_somewhere(site: Site) -> None:
    dead = {
        (address, link)
        for path in site.files()
        if path.endswith("index.html")
        for address in [path.removesuffix("index.html")]
        for link in site.links(address)
        if not re.match("[a-z]+:", link) and not (site.path / link.partition("#")[0]).exists()
    }
    assert dead == set()


def test_nothing_of_a_taken_over_server_is_in_the_demo(site: Site) -> None:
    assert "Free Coins" not in site.source("api/v1/servers.json")
    assert "Free Coins" not in site.text("servers/demake-den/")


def test_a_demo_that_cannot_be_written_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".cache").write_text("a file where a folder should be")
    result = CliRunner().invoke(main, ["demo"])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert result.output.startswith("Error: the demo cannot be written")
    assert result.output.count("\n") == 1


def test_a_port_in_use_is_said_before_anything_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = CliRunner().invoke(main, ["demo", "--serve", "--port", str(port)])
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: the port {port} cannot be served at: ")
    assert result.output.endswith(". Name another with --port.\n")
    assert list(tmp_path.iterdir()) == []


def test_the_demo_is_served_at_the_port_that_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []

    def run(args: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        started.append(args)
        return subprocess.CompletedProcess(args, 0)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("showcase.cli.demo.subprocess.run", run)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    result = CliRunner().invoke(main, ["demo", "--serve", "--port", str(port)])
    assert result.exit_code == 0, result.output
    assert [args[2:4] for args in started] == [["mkdocs", "build"], ["mkdocs", "serve"]]
    assert started[1][-2:] == ["-a", f"127.0.0.1:{port}"]


def test_the_project_of_the_demo_is_whole_and_written_anew_each_time(tmp_path: Path) -> None:
    config = project.write(tmp_path / "demo", NOW)
    assert config == tmp_path / "demo/mkdocs.yml"
    (tmp_path / "demo/content/servers/stray.yml").write_text("nonsense")
    project.write(tmp_path / "demo", NOW)
    made = load(tmp_path / "demo/content", tmp_path)
    assert made.mistakes == ()
    assert set(made.servers) == set(SERVERS)


def test_the_past_of_the_demo_is_what_an_earlier_site_would_have_published(tmp_path: Path) -> None:
    project.write(tmp_path / "demo", NOW)
    saved = (tmp_path / "demo/content/records.json").read_bytes()
    records = load_records(saved)
    assert dump_records(records.values(), NOW).encode() == saved
    answered = {slug for slug, one in SERVERS.items() if one.id and one.shows != "unchecked"}
    assert set(records) == answered
    assert set(json.loads(saved)["records"]) == set(records)


def test_the_past_of_the_demo_lies_in_the_past() -> None:
    entries = load(world.CONTENT, world.CONTENT).servers
    for record in past.records(entries, SERVERS, NOW):
        assert record.first_seen is not None
        assert record.first_seen <= NOW.date()
        assert record.tried_at is not None
        assert record.tried_at < NOW - timedelta(hours=12), "so that the demo asks about it"
        days = [sample.day for sample in record.history]
        assert days == sorted(set(days))
        assert not days or days[-1] < NOW.date()
        assert record.facts is not None


def test_a_server_that_is_gone_lacks_one_answer_to_be_so() -> None:
    entries = load(world.CONTENT, world.CONTENT).servers
    gone = {slug for slug, server in SERVERS.items() if server.shows == "gone"}
    for record in past.records(entries, SERVERS, NOW):
        if record.slug in gone:
            assert record.absence is not None
            assert record.absence.runs == 2
            assert judge(entries[record.slug], record, NOW).state is State.MISSING


def test_the_same_day_has_the_same_past() -> None:
    entries = load(world.CONTENT, world.CONTENT).servers
    assert past.records(entries, SERVERS, NOW) == past.records(entries, SERVERS, NOW)
