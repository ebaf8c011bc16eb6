"""The demo's Discord knows every entry of the demo, in every state."""

import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
import yaml
from PIL import Image

from showcase import liveness
from showcase.content import load
from showcase.demo import world
from showcase.discord import invite_url, read_answer
from showcase.links import invite_code
from showcase.models.record import Answer, Blocked, Failed, Limited
from showcase.standin import INVITE_EXPIRED, Answers, Reply, StandIn

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SERVERS = world.servers()
INVITES = world.invites(SERVERS, NOW)
ENTRIES: dict[str, dict[str, Any]] = {
    path.stem: yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    for path in sorted(Path(world.CONTENT, "servers").glob("*.yml"))
}


@pytest.fixture(scope="module")
def pictures() -> dict[str, Answers]:
    return world.pictures(SERVERS)


def shown(state: str) -> list[Answers | None]:
    known = [server for server in SERVERS.values() if server.shows == state]
    return [INVITES.get(server.code) for server in known]


def guild(slug: str) -> dict[str, Any]:
    answer = INVITES[SERVERS[slug].code]
    assert isinstance(answer, dict)
    found = answer["guild"]
    assert isinstance(found, dict)
    return found


def test_every_entry_has_its_server_and_every_server_its_entry() -> None:
    assert {slug: invite_code(entry["invite"]) for slug, entry in ENTRIES.items()} == {
        slug: server.code for slug, server in sorted(SERVERS.items())
    }
    assert len(ENTRIES) >= 64


def test_every_code_has_an_answer_or_is_meant_to_be_unknown() -> None:
    silent = {slug for slug, server in SERVERS.items() if server.code not in INVITES}
    assert silent == {"chiptune-harbour", "midnight-ramen", "verb-gym"}
    backups = {
        slug: invite_code(entry["backup_invite"])
        for slug, entry in ENTRIES.items()
        if "backup_invite" in entry
    }
    assert backups == {slug: each.backup for slug, each in SERVERS.items() if each.backup}


def test_pins_are_the_ids_that_discord_gives_except_where_a_server_was_taken_over() -> None:
    pinned = {slug: entry["server_id"] for slug, entry in ENTRIES.items() if "server_id" in entry}
    others = {
        slug for slug, server in SERVERS.items() if slug in pinned and server.id != pinned[slug]
    }
    assert others == {"roguelike-bakery"}, "it has not answered yet"
    assert SERVERS["roguelike-bakery"].id is None
    assert guild("demake-den")["id"] != pinned["demake-den"]
    assert len(ENTRIES) - len(pinned) >= 4


def test_no_id_and_no_code_is_shared() -> None:
    ids = [server.id for server in SERVERS.values() if server.id]
    codes = [code for each in SERVERS.values() for code in (each.code, each.backup) if code]
    assert len(ids) == len(set(ids))
    assert len(codes) == len(set(codes))


def test_every_state_is_there() -> None:
    assert {server.shows for server in SERVERS.values()} == set(get_args(world.State))
    assert [type(answer) for answer in shown("unchecked")] == [Reply, Reply]
    assert guild("demake-den")["name"] == "Free Coins Lounge"
    assert guild("basement-gig-guide")["nsfw_level"] == 3
    group = INVITES[SERVERS["night-garden-committee"].code]
    assert isinstance(group, dict)
    assert (group["type"], "guild" in group) == (1, False)
    assert shown("gone") == [None]
    assert shown("missing") == [None, INVITE_EXPIRED, None]
    (temporary,) = shown("temporary")
    assert isinstance(temporary, dict)
    assert datetime.fromisoformat(temporary["expires_at"]) == NOW + timedelta(days=5)
    assert "INVITES_DISABLED" in guild("bring-a-dish")["features"]
    assert len(shown("live")) > 64


def test_live_servers_differ_in_all_that_a_page_can_show() -> None:
    live = [server for server in SERVERS.values() if server.shows == "live" and server.id]
    assert {server.tier for server in live} == {0, 1, 2, 3}
    assert {server.verification_level for server in live} == {0, 1, 2, 3, 4}
    assert min(server.members for server in live) == 40
    assert max(server.members for server in live) > 240_000
    features = {feature for server in live for feature in server.features}
    assert features >= {
        "PARTNERED",
        "VERIFIED",
        "GUILD_ONBOARDING",
        "MEMBER_VERIFICATION_MANUAL_APPROVAL",
    }
    renamed = [
        slug for slug, each in SERVERS.items() if each.id and each.name != ENTRIES[slug]["name"]
    ]
    assert renamed == ["klangwerkstatt", "spice-atlas"]


def test_pictures_are_each_servers_own_and_not_all_have_them(pictures: dict[str, Answers]) -> None:
    assert all(re.fullmatch(r"[a-z-]+/\d+/(a_)?[0-9a-f]{32}", path) for path in pictures)
    assert len(set(map(bytes, pictures.values()))) == len(pictures)  # type: ignore[arg-type]
    icons = [path for path in pictures if path.startswith("icons/")]
    assert 0.5 < len(icons) / len(SERVERS) < 0.8
    assert any("/a_" in path for path in icons)
    sizes = {
        Image.open(io.BytesIO(data)).size for data in pictures.values() if isinstance(data, bytes)
    }
    assert sizes == {(1024, 576), (256, 256)}


def test_pictures_are_the_same_in_every_run(pictures: dict[str, Answers]) -> None:
    some = {slug: SERVERS[slug] for slug in ("rainy-day-dice", "aurora-watch", "grain-and-gold")}
    again = world.pictures(some)
    assert again == {path: pictures[path] for path in again}


def test_the_stand_in_answers_for_the_demo() -> None:
    server = SERVERS["rainy-day-dice"]
    agent = {"User-Agent": "DiscordBot (https://example.org, 1)"}
    discord = world.stand_in(NOW, {"rainy-day-dice": server})
    with discord, httpx.Client(trust_env=False) as client:
        answer = client.get(f"{discord.api_url}/invites/{server.code}", headers=agent).json()
        icon = f"{discord.cdn_url}/icons/{server.id}/{answer['guild']['icon']}.webp?size=256"
        assert client.get(icon).status_code == 200


def test_the_answers_lead_to_the_states_that_are_promised() -> None:
    discord = StandIn()
    discord.invites.update(INVITES)
    agent = {"User-Agent": "DiscordBot (https://example.org, 1)"}
    content = load(world.CONTENT, world.CONTENT)
    assert content.mistakes == ()
    shows = {}
    with discord, httpx.Client(headers=agent, trust_env=False) as client:
        for slug, entry in content.servers.items():
            record = liveness.begin(slug, entry, None)
            for hours in (0, 13, 26):
                now = NOW + timedelta(hours=hours)
                answer = ask(client, invite_url(discord.api_url, entry.invite), now)
                record = liveness.observe(entry, record, answer, now)
                if SERVERS[slug].shows != "gone":
                    break
            shows[slug] = str(liveness.judge(entry, record, now).state)
    assert shows == {slug: server.shows for slug, server in SERVERS.items()}


def ask(client: httpx.Client, url: str, now: datetime) -> Answer:
    try:
        got = client.get(url)
    except httpx.TransportError:
        return Failed("no answer", transport=True)
    answer = read_answer(got.status_code, got.headers, got.content, now)
    assert not isinstance(answer, Blocked | Limited)
    return answer


def test_history_ends_today_with_the_numbers_of_today() -> None:
    past = world.history("moss-club", 40, 6, NOW)
    assert past == world.history("moss-club", 40, 6, NOW)
    assert (len(past), past[-1]) == (180, (NOW.date(), 40, 6))
    assert [day for day, _, _ in past] == sorted({day for day, _, _ in past})
    assert all(0 < online <= members for _, members, online in past)
    assert world.history("moss-club", 40, 6, NOW, days=1) == [(NOW.date(), 40, 6)]


def test_history_has_a_weekly_rhythm() -> None:
    past = world.history("tandem-tavern", 249_812, 18_940, NOW)
    weekend = [online / members for day, members, online in past if day.weekday() >= 5]
    others = [online / members for day, members, online in past if day.weekday() < 4]
    assert sum(weekend) / len(weekend) > 1.05 * sum(others) / len(others)
