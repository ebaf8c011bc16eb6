"""Nobody who made an invite, and no channel or member, is stored or published: byte by byte."""

import json
from pathlib import Path
from typing import Any

import pytest

from making import Showcase, icon
from showcase.standin import StandIn, guild_invite

ALPHA, OTHER = "100000000000000001", "100000000000000002"
PRIVATE = "privatemarker"


def planted(name: str) -> str:
    return f"{PRIVATE}-{name}"


def answer(code: str, guild: str, **facts: Any) -> dict[str, Any]:
    """Return an answer in which every field that speaks of a person or a channel is marked."""
    person = {
        "id": "777777777777777771", "username": planted("user"), "global_name": planted("name"),
        "avatar": "f" * 32, "discriminator": "0", "banner": planted("banner"),
        "clan": {"tag": planted("clan")},
    }  # fmt: skip
    channel = {"id": "777777777777777772", "type": 0, "name": planted("channel")}
    return guild_invite(
        code, guild_id=guild, icon="a" * 32, **facts, inviter=person, channel=channel,
        inviter_id="777777777777777773", id="777777777777777774", target_user=person,
        guild_scheduled_event={"creator": person, "name": planted("event")},
        stage_instance={"members": [person], "topic": planted("topic")},
        approximate_members=[person], roles=[{"id": "777777777777777775", "name": planted("role")}],
        profile={"members": [planted("member")], "game_activity": {planted("game"): {}}},
        guild={"owner_id": "777777777777777776", "welcome_screen": {"description": planted("hi")}},
    )  # fmt: skip


def found(data: bytes) -> list[bytes]:
    """What of a person or a channel stands in these bytes."""
    marks = [PRIVATE.encode(), b"f" * 32, *(f"77777777777777777{n}".encode() for n in range(1, 7))]
    return [mark for mark in marks if mark in data]


@pytest.fixture
def crowd(showcase: Showcase, discord: StandIn) -> Showcase:
    """A server, one that another took the invite of, and a group: all answers name people."""
    discord.pictures[f"icons/{ALPHA}/{'a' * 32}"] = icon()
    showcase.server("alpha").answers("alpha-code", answer("alpha-code", ALPHA, name="Alpha"))
    stranger = answer("beta-code", OTHER, name=planted("stranger"), description=planted("words"))
    showcase.server("beta", server_id="300000000000000003").answers("beta-code", stranger)
    group = {**answer("gamma-code", OTHER, name="Gamma"), "type": 1, "guild": None}
    showcase.server("gamma").answers("gamma-code", group)
    return showcase


def test_no_byte_of_the_store_names_a_person_or_a_channel(crowd: Showcase) -> None:
    for _ in range(2):
        crowd.compose()
        crowd.clock.pass_hours(13)
    files = [path for path in crowd.settings().cache_dir.rglob("*") if path.is_file()]
    assert any(ALPHA.encode() in path.read_bytes() for path in files)
    assert [path.name for path in files if found(path.read_bytes())] == []


def test_no_byte_of_the_site_names_a_person_a_channel_or_a_stranger(crowd: Showcase) -> None:
    site = crowd.build()
    known = site.json("api/v1/records.json")["records"]
    assert (known["beta"]["other"].keys(), "facts" in known["beta"]) == ({"at"}, False)
    files = site.files()
    assert ALPHA.encode() in files["api/v1/records.json"]
    strange = [path for path, data in files.items() if found(data) or OTHER.encode() in data]
    assert strange == []
    # Nor do the lines that the build printed.
    assert found("\n".join(line for _, line in site.log).encode()) == []


def test_no_byte_of_the_saved_facts_names_a_person_or_a_channel(crowd: Showcase) -> None:
    crowd.mkdocs_yml()
    assert crowd.run("refresh", "--save").exit_code == 0
    saved = Path(crowd.root / "content/records.json").read_bytes()
    assert json.loads(saved)["records"]["alpha"]["facts"]["id"] == ALPHA
    assert found(saved) == []
    assert OTHER.encode() not in saved
