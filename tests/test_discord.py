"""What Discord's answers mean: every recorded shape, every error, and whatever strangers send."""

import json
import time
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from showcase import discord
from showcase.models.record import (
    KNOWN_FEATURES,
    Answer,
    Blocked,
    Facts,
    Failed,
    Invite,
    Limited,
    NoServer,
    Unknown,
)

NOW = datetime(2026, 8, 1, 12, tzinfo=UTC)
HASH = "0123456789abcdef0123456789abcdef"
INVITER = {
    "id": "999999999999999901",
    "username": "ada_of_the_invite",
    "global_name": "Ada In Private",
    "avatar": "feedfeedfeedfeedfeedfeedfeedfeed",
}
CHANNEL = {"id": "999999999999999902", "type": 0, "name": "channel-of-the-invite"}
NEWEST: dict[str, Any] = {
    "type": 0,
    "code": "AbCdEfGh",
    "inviter": INVITER,
    "expires_at": None,
    "id": "999999999999999903",
    "flags": 2,
    "guild": {
        "id": "267624335836053506",
        "name": "Snake Charmers",
        "splash": "1" * 32,
        "banner": "2" * 32,
        "description": "We charm snakes.",
        "icon": "a_" + HASH,
        "features": ["NEWS", "SOUNDBOARD", "COMMUNITY", "BANNER"],
        "verification_level": 2,
        "vanity_url_code": "snakes",
        "nsfw_level": 0,
        "nsfw": False,
        "premium_subscription_count": 29,
        "premium_tier": 3,
    },
    "guild_id": "267624335836053506",
    "channel": CHANNEL,
    "profile": {
        "id": "267624335836053506",
        "name": "Snake Charmers",
        "tag": "SNEK",
        "member_count": 400_000,
        "online_count": 50_000,
        "brand_color_primary": "#4FE2CA",
        "custom_banner_hash": "3" * 32,
        "description": "What the profile says.",
        "traits": [{"label": "friendly", "emoji_name": "x"}],
        "premium_subscription_count": 28,
        "premium_tier": 2,
    },
    "approximate_member_count": 412_345,
    "approximate_presence_count": 52_345,
}
NEWEST_FACTS = Facts(
    id="267624335836053506",
    name="Snake Charmers",
    description="We charm snakes.",
    icon="a_" + HASH,
    banner="2" * 32,
    splash="1" * 32,
    discovery_splash="3" * 32,
    brand_color="#4fe2ca",
    tag="SNEK",
    features=("BANNER", "COMMUNITY", "NEWS"),
    verification_level=2,
    vanity="snakes",
    boosts=29,
    boost_tier=3,
    members=412_345,
    online=52_345,
)


def answered(
    status: int, body: object, headers: dict[str, str] | None = None
) -> Answer | Limited | Blocked:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return discord.read_answer(status, headers or {}, raw, NOW)


def with_guild(**fields: object) -> dict[str, Any]:
    return {**NEWEST, "guild": {**NEWEST["guild"], **fields}}


def with_profile(**fields: object) -> dict[str, Any]:
    return {**NEWEST, "profile": {**NEWEST["profile"], **fields}}


def facts_of(body: object) -> Facts:
    answer = answered(200, body)
    assert isinstance(answer, Invite), answer
    return answer.facts


# Recorded shapes


def test_the_newest_shape_is_read_in_full() -> None:
    assert answered(200, NEWEST) == Invite(NEWEST_FACTS)


def test_a_vanity_invite_has_the_integer_0_as_its_id() -> None:
    assert answered(200, {**NEWEST, "id": 0, "code": "snakes"}) == Invite(NEWEST_FACTS)


def test_a_temporary_invite_says_when_it_ends() -> None:
    body = {**NEWEST, "expires_at": "2026-10-06T15:47:48+02:00"}
    assert facts_of(body).expires_at == datetime(2026, 10, 6, 13, 47, 48, tzinfo=UTC)


def test_a_permanent_invite_of_2024_has_no_profile_and_no_tier() -> None:
    body = {key: value for key, value in NEWEST.items() if key not in {"profile", "id"}}
    body["guild"] = {
        key: value for key, value in NEWEST["guild"].items() if key != "premium_tier"
    } | {"splash": None, "banner": None, "description": None, "vanity_url_code": None}
    assert answered(200, body) == Invite(
        replace(
            NEWEST_FACTS,
            description=None,
            banner=None,
            splash=None,
            discovery_splash=None,
            brand_color=None,
            tag=None,
            vanity=None,
            boost_tier=None,
        )
    )


def test_an_invite_of_2020_has_no_type_and_no_boosts() -> None:
    body = {
        "code": "v9XHeeGbm3",
        "guild": {
            "id": "781921152745996318",
            "name": "Join this server!",
            "splash": None,
            "banner": None,
            "description": None,
            "icon": None,
            "features": [],
            "verification_level": 0,
            "vanity_url_code": None,
        },
        "channel": CHANNEL,
        "inviter": INVITER,
        "approximate_member_count": 1,
        "approximate_presence_count": 1,
    }
    expected = Facts(
        id="781921152745996318", name="Join this server!", verification_level=0, members=1, online=1
    )
    assert answered(200, body) == Invite(expected)


def test_an_invite_of_2018_has_no_counts_and_lacks_what_others_leave_null() -> None:
    body = {
        "code": "snakes",
        "guild": {
            "id": "81384788765712384",
            "name": "Snakes",
            "splash": None,
            "icon": HASH,
            "features": ["VIP_REGIONS", "VANITY_URL", "INVITE_SPLASH"],
            "verification_level": 3,
        },
        "channel": CHANNEL,
    }
    expected = Facts(
        id="81384788765712384",
        name="Snakes",
        icon=HASH,
        features=("INVITE_SPLASH", "VANITY_URL"),
        verification_level=3,
    )
    assert answered(200, body) == Invite(expected)


def test_counts_come_from_the_profile_where_the_top_has_none() -> None:
    body = {**NEWEST, "approximate_member_count": None}
    del body["approximate_presence_count"]
    facts = facts_of(body)
    assert (facts.members, facts.online) == (400_000, 50_000)


def test_a_profile_fills_in_what_the_server_leaves_null() -> None:
    body = with_guild(
        description=None, premium_subscription_count=None, premium_tier=None, splash=None
    )
    facts = facts_of(body)
    assert (facts.description, facts.boosts, facts.boost_tier, facts.splash) == (
        "What the profile says.", 28, 2, None,
    )  # fmt: skip


def test_nothing_of_the_inviter_or_the_channel_is_kept() -> None:
    kept = repr(answered(200, NEWEST))
    private = [*INVITER.values(), CHANNEL["id"], CHANNEL["name"], NEWEST["id"]]
    assert [value for value in private if str(value) in kept] == []


def test_features_are_sorted_and_only_the_known_ones_stay() -> None:
    orders = [["NEWS", "NEW_THING", "BANNER"], ["BANNER", "NEWS", "NEWS", "NEW_THING"]]
    read = [facts_of(with_guild(features=order)).features for order in orders]
    assert read == [("BANNER", "NEWS"), ("BANNER", "NEWS")]
    assert facts_of(with_guild(features=sorted(KNOWN_FEATURES))).features == tuple(
        sorted(KNOWN_FEATURES)
    )


@pytest.mark.parametrize(("flags", "is_guest"), [(0, False), (1, True), (2, False), (3, True)])
def test_the_first_flag_marks_a_guest_invite(flags: int, is_guest: bool) -> None:
    assert facts_of({**NEWEST, "flags": flags}).guest is is_guest


@pytest.mark.parametrize(
    ("target", "is_targeted"), [(None, False), (0, False), (1, True), (2, True), (5, True)]
)
def test_a_target_type_marks_a_targeted_invite(target: int | None, is_targeted: bool) -> None:
    assert facts_of({**NEWEST, "target_type": target}).targeted is is_targeted


@pytest.mark.parametrize(
    ("level", "flag", "is_restricted"),
    [(0, False, False), (1, False, True), (2, False, False), (3, False, True), (0, True, True)],
)
def test_a_server_is_age_restricted_by_its_level_or_its_flag(
    level: int, flag: bool, is_restricted: bool
) -> None:
    facts = facts_of(with_guild(nsfw_level=level, nsfw=flag))
    assert facts.is_age_restricted is is_restricted


# Answers that lead to no server


@pytest.mark.parametrize(("kind", "word"), [(1, "group"), (2, "friend")])
def test_group_and_friend_invites_lead_to_no_server(kind: int, word: str) -> None:
    body = {**NEWEST, "type": kind, "guild": None}
    assert answered(200, body) == NoServer(word)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "body", [{"type": 0, "code": "AbC", "guild": None}, {"code": "AbC", "channel": CHANNEL}]
)
def test_an_invite_without_a_server_is_well_formed(body: object) -> None:
    assert answered(200, body) == NoServer("none")


@pytest.mark.parametrize(
    "body",
    [
        {"code": "BLOCKED", "message": "Your organisation blocks this site."},
        {"code": "login_required", "url": "http://portal.example/"},
        {"code": "OK", "data": None, "success": False},
        {"code": "E1", "type": 1, "message": "A group of sites is blocked."},
        {"code": "E2", "guild": None, "error": "denied"},
    ],
)
def test_what_a_gateway_answers_in_discords_place_is_a_failed_check(body: object) -> None:
    assert answered(200, body) == Failed("the answer is not an invite")


@pytest.mark.parametrize("kind", [3, 99, -1, True, "0", 0.0, [], {}])
def test_an_unknown_type_is_a_failed_check(kind: object) -> None:
    assert answered(200, {**NEWEST, "type": kind}) == Failed("the answer is of an unknown type")


def test_a_null_type_is_no_type() -> None:
    assert answered(200, {**NEWEST, "type": None}) == Invite(NEWEST_FACTS)


@pytest.mark.parametrize("guild", [[], "267624335836053506", 0, True, 1.5])
def test_a_server_that_is_no_object_is_a_failed_check(guild: object) -> None:
    assert answered(200, {**NEWEST, "guild": guild}) == Failed(
        "the answer's server is not an object"
    )


@pytest.mark.parametrize(
    "bad",
    [None, 267624335836053506, "", "12", "267624335836053506x", "٢٦٧٦٢٤٣٣٥٨٣٦٠٥٣٥٠٦", "1" * 22,
     "../../etc/passwd", "267624335836053506\n", ["267624335836053506"], True],
)  # fmt: skip
def test_a_bad_server_id_is_a_failed_check(bad: object) -> None:
    assert answered(200, with_guild(id=bad)) == Failed("the answer's server has a bad id")


@pytest.mark.parametrize(
    "bad", [None, "", "   ", "\u202e\u200b", "\u3164", 7, True, ["Snakes"], {}]
)
def test_a_bad_name_is_a_failed_check(bad: object) -> None:
    assert answered(200, with_guild(name=bad)) == Failed("the answer's server has a bad name")


@pytest.mark.parametrize("missing", ["id", "name"])
def test_an_id_and_a_name_must_be_there(missing: str) -> None:
    guild = {key: value for key, value in NEWEST["guild"].items() if key != missing}
    assert isinstance(answered(200, {**NEWEST, "guild": guild}), Failed)


# Errors


@pytest.mark.parametrize("code", [10006, 50270])
def test_404_with_the_code_of_an_unknown_or_expired_invite(code: int) -> None:
    body = {"message": "Unknown Invite", "code": code}
    assert answered(404, body) == Unknown(code)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "body",
    [
        {"message": "404: Not Found", "code": 0},
        {"code": "10006"},
        {"code": 10006.0},
        {"code": True},
        {"message": "Unknown Invite"},
        [10006],
        10006,
        b"<html>not found</html>",
        b"",
    ],
)
def test_any_other_404_is_a_failed_check(body: object) -> None:
    assert answered(404, body) == Failed("Discord answers 404")


def test_10006_with_another_status_is_a_failed_check() -> None:
    assert answered(400, {"code": 10006}) == Failed("Discord answers 400")
    assert answered(200, {"code": 10006}) == Failed("the answer is not an invite")


def test_a_rate_limit_says_how_long_to_wait() -> None:
    body = {"message": "You are being rate limited.", "retry_after": 64.57, "global": False}
    assert answered(429, body) == Limited(64.57)


@pytest.mark.parametrize(
    "body",
    [
        {"code": 0, "message": "You are being blocked from accessing our API temporarily."},
        {},
    ],
)
def test_429_without_a_time_is_a_block_of_an_hour(body: object) -> None:
    answer = answered(429, body)
    assert isinstance(answer, Blocked)
    assert answer.seconds == 3600


def test_a_block_stays_one_where_a_proxy_adds_a_retry_after() -> None:
    body = {"code": 0, "message": "You are being blocked from accessing our API temporarily."}
    assert isinstance(answered(429, body, {"retry-after": "5"}), Blocked)


@pytest.mark.parametrize("status", [401, 403, 429])
@pytest.mark.parametrize(
    "body", [b"<!DOCTYPE html><h1>Error 1015</h1>", b"error code: 1015", b"\n <html>", b"\xff\xfe"]
)
def test_a_refusal_with_a_page_or_a_line_of_a_proxy_is_a_block_of_a_day(
    status: int, body: bytes
) -> None:
    answer = answered(status, body, {"retry-after": "30"})
    assert isinstance(answer, Blocked)
    assert answer.seconds == 86400


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_in_json_is_a_block_of_an_hour(status: int) -> None:
    assert answered(status, {"message": "Missing Access", "code": 50001}) == Blocked(
        f"Discord answers {status}", 3600
    )


@pytest.mark.parametrize("body", [b"", b" ", b"[]", b"null", b'{"message": "cut'])
def test_a_refusal_that_says_nothing_is_a_block_of_an_hour(body: bytes) -> None:
    for status in (401, 403):
        assert answered(status, body) == Blocked(f"Discord answers {status}", 3600)
    assert answered(429, body) == Blocked("Discord says that this address is blocked", 3600)


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'{"message": "cut'])
def test_a_time_to_wait_counts_though_the_body_says_nothing(body: bytes) -> None:
    assert answered(429, body, {"retry-after": "7"}) == Limited(7)


@pytest.mark.parametrize("status", [403, 404, 429, 500, 503])
def test_40333_is_a_block_of_a_day_whatever_the_status(status: int) -> None:
    answer = answered(status, {"message": "internal network error", "code": 40333})
    assert isinstance(answer, Blocked)
    assert answer.seconds == 86400


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 522, 527])
@pytest.mark.parametrize("body", [b"<h1>upstream error</h1>", {"code": 10006}])
def test_an_outage_is_a_failed_check_that_may_pass(status: int, body: object) -> None:
    assert answered(status, body) == Failed(f"Discord answers {status}", passing=True)


@pytest.mark.parametrize("status", [204, 301, 302, 304, 400, 410, 418])
def test_any_other_status_is_a_failed_check(status: int) -> None:
    assert answered(status, NEWEST) == Failed(f"Discord answers {status}")


@pytest.mark.parametrize(
    ("body", "header", "seconds"),
    [
        (2.5, None, 2.5),
        (2, "7", 7),
        (9.5, "7", 9.5),
        (0, None, 0),
        (0.25, "0", 0.25),
        ("3", None, 3),
        (-1, None, 5),
        (-1, "-1", 5),
        ("soon", None, 5),
        (None, None, 5),
        (True, None, 5),
        ([], None, 5),
        (10**400, None, 5),
        ("nan", "nan", 5),
        ("inf", "inf", 5),
        (1e9, None, 1e9),
        ("absent", "12", 12),
        ("absent", "-1", 5),
        ("absent", "NaN", 5),
        ("absent", "1e9", 1e9),
        ("absent", "", 5),
        ("absent", "tomorrow", 5),
        ("absent", "Sat, 01 Aug 2026 12:00:30 GMT", 30),
        ("absent", "Sat, 01 Aug 2026 11:00:00 GMT", 0),
        ("absent", "Sat, 01 Aug 2026 12:00:30", 30),
        ("absent", "Sat, 01 Aug 10000000 12:00:30 GMT", 5),
        (2, "Sat, 01 Aug 2026 12:01:00 GMT", 60),
    ],
)
def test_the_larger_time_to_wait_counts_and_nonsense_is_five_seconds(
    body: object, header: str | None, seconds: float
) -> None:
    content = {} if body == "absent" else {"retry_after": body}
    headers = {} if header is None else {"retry-after": header}
    assert answered(429, content, headers) == Limited(seconds)


@pytest.mark.parametrize("days", [-400, -2, 2, 400])
def test_a_date_to_wait_for_counts_from_the_date_of_the_answer(days: int) -> None:
    """This machine's clock may be wrong by days."""
    sent = NOW + timedelta(days=days)
    headers = {
        "date": format_datetime(sent, usegmt=True),
        "retry-after": format_datetime(sent + timedelta(seconds=30), usegmt=True),
    }
    assert answered(429, {"message": "x"}, headers) == Limited(30)


@pytest.mark.parametrize("body", [b'{"retry_after": NaN}', b'{"retry_after": -Infinity}'])
def test_a_time_that_is_no_number_is_five_seconds(body: bytes) -> None:
    assert answered(429, body) == Limited(5)


@pytest.mark.parametrize(
    ("remaining", "after", "seconds"),
    [
        ("0", "2.5", 2.5),
        ("0", "3600", 3600),
        ("1", "2.5", 0),
        ("0", None, 0),
        (None, "2.5", 0),
        ("0", "-1", 0),
        ("0", "nan", 0),
        ("0", "inf", 0),
        ("0", "soon", 0),
        ("none", "2.5", 0),
    ],
)
def test_where_nothing_remains_the_answer_says_how_long_to_rest(
    remaining: str | None, after: str | None, seconds: float
) -> None:
    given = {"x-ratelimit-remaining": remaining, "x-ratelimit-reset-after": after}
    headers = {name: value for name, value in given.items() if value is not None}
    assert discord.rest_asked_for(headers) == seconds


@given(st.text(max_size=40))
def test_no_retry_after_raises(header: str) -> None:
    answer = answered(429, {"message": "x"}, {"retry-after": header})
    assert isinstance(answer, Limited)
    assert answer.wait >= 0


# Wrong shapes


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!DOCTYPE html><html></html>",
        json.dumps(NEWEST).encode()[:-40],
        b"[]",
        b"null",
        b"7",
        b'"AbC"',
        b"true",
        b"{}",
        b'{"type": 0}',
        b'{"code": 7, "guild": null}',
        b"[" * 100_000 + b"]" * 100_000,
        b'{"guild":' * 100_000 + b"0" + b"}" * 100_000,
        json.dumps({**NEWEST, "approximate_member_count": float("nan")}).encode(),
        json.dumps({**NEWEST, "boost": float("-inf")}).encode(),
        json.dumps(NEWEST).encode().replace(b"412345", b"9" * 10_000),
        b"\xff\xfe\x00",
        json.dumps(NEWEST, ensure_ascii=False).encode().replace(b"Snake", b"\xe9\xff"),
    ],
    ids=lambda body: repr(body[:24]),
)
def test_200_with_a_body_that_is_no_invite_is_a_failed_check(body: bytes) -> None:
    answer = answered(200, body)
    assert isinstance(answer, Failed)
    assert not answer.transport


GUILD_FIELDS = {
    "description": "description",
    "icon": "icon",
    "banner": "banner",
    "splash": "splash",
    "features": "features",
    "verification_level": "verification_level",
    "vanity_url_code": "vanity",
    "nsfw_level": "nsfw_level",
    "nsfw": "nsfw",
    "premium_subscription_count": "boosts",
    "premium_tier": "boost_tier",
}
PROFILE_FIELDS = {
    "tag": "tag",
    "brand_color_primary": "brand_color",
    "custom_banner_hash": "discovery_splash",
}
TOP_FIELDS = {
    "approximate_member_count": "members",
    "approximate_presence_count": "online",
    "expires_at": "expires_at",
    "flags": "guest",
    "target_type": "targeted",
}
BAD: dict[str, list[object]] = {
    "description": [7, True, [], {}],
    "icon": [7, "../../x", HASH[:-1], HASH + "0", HASH.upper(), "", f"{HASH}\n", [], "b_" + HASH],
    "banner": [7, "../../x", {}],
    "splash": [False, "x" * 32],
    "features": ["NEWS", 7, {"NEWS": 1}, True],
    "verification_level": ["2", 5, -1, 2.0, True, 1e99],
    "vanity_url_code": [7, "a b", "../x", "", [], "x" * 101],
    "nsfw_level": ["0", 4, -1, True],
    "nsfw": [1, "true", []],
    "premium_subscription_count": ["29", -1, 10**9, 2.5],
    "premium_tier": ["3", 4, True],
    "tag": [7, {}],
    "brand_color_primary": ["4fe2ca", "#4fe2c", "red", 7, "#4fe2ca;"],
    "custom_banner_hash": ["../../x", 7],
    "approximate_member_count": ["12", -1, True, 1.5, 10**12],
    "approximate_presence_count": ["12", -1, []],
    "expires_at": ["soon", 7, True, "2026-13-01T00:00:00+00:00", "0001-01-01T00:00:00+23:59", []],
    "flags": ["1", -1, True, 1.0, {}],
    "target_type": ["1", -1, True, []],
}


def _bad_fields() -> list[Any]:
    places = (("guild", GUILD_FIELDS), ("profile", PROFILE_FIELDS), ("", TOP_FIELDS))
    return [
        pytest.param(place, key, field, bad, id=f"{key}={bad!r:.20}")
        for place, names in places
        for key, field in names.items()
        for bad in BAD[key]
    ]


def _without(field: str) -> Facts:
    empty = Facts(id="0", name="")
    return replace(NEWEST_FACTS, **{field: getattr(empty, field)})


@pytest.mark.parametrize(("place", "key", "field", "bad"), _bad_fields())
def test_a_field_of_a_wrong_shape_is_unread_and_spoils_no_other(
    place: str, key: str, field: str, bad: object
) -> None:
    body = {**NEWEST, place: {**NEWEST[place], key: bad}} if place else {**NEWEST, key: bad}
    assert answered(200, body) == Invite(_without(field), frozenset({field}))


@pytest.mark.parametrize("bad", [[], "profile", 7, True])
def test_a_profile_of_a_wrong_shape_leaves_what_it_alone_says_unread(bad: object) -> None:
    answer = answered(200, {**NEWEST, "profile": bad})
    expected = replace(NEWEST_FACTS, tag=None, brand_color=None, discovery_splash=None)
    assert answer == Invite(expected, frozenset({"tag", "brand_color", "discovery_splash"}))


def test_items_of_features_that_are_no_text_are_passed_over() -> None:
    answer = answered(200, with_guild(features=["NEWS", 7, None, ["BANNER"], {"COMMUNITY": 1}]))
    assert answer == Invite(replace(NEWEST_FACTS, features=("NEWS",)))


def test_texts_pass_the_border() -> None:
    body = with_guild(
        name="  # Snake\u202e\n\x1b[31m" + "Charmers " * 40, description="a\x00\u200bb\r\nc " * 200
    )
    facts = facts_of(body)
    assert facts.name.startswith("# Snake [31mCharmers Charmers")
    assert len(facts.name) <= 100
    assert facts.description is not None
    assert facts.description.startswith("ab c ab c")
    assert len(facts.description) <= 300


def test_a_lone_surrogate_does_not_survive() -> None:
    raw = json.dumps(NEWEST).encode().replace(b"Snake Charmers", b"Snake\\ud800 Charmers")
    assert facts_of(raw).name == "Snake Charmers"


def test_an_empty_description_and_tag_are_none() -> None:
    body = {**with_guild(description=""), "profile": {**NEWEST["profile"], "tag": " "}}
    answer = answered(200, body)
    assert answer == Invite(replace(NEWEST_FACTS, description=None, tag=None))


@pytest.mark.parametrize("sign", ["\u200d", "\u200c", "\u0301", "\u202e", "\u00a0", "👩\u200d"])
def test_a_flood_of_one_sign_is_read_in_no_time(sign: str) -> None:
    count = discord.ANSWER_LIMIT // len(sign.encode()) // 2
    body = {**with_guild(name=f"a{sign * count}b", description=f"a{sign * count}b")}
    began = time.monotonic()
    assert len(facts_of(body).name) <= 100
    assert time.monotonic() - began < 2


def test_unknown_fields_are_passed_over() -> None:
    assert answered(200, {**with_guild(new={"x": 1}), "newer": [1]}) == Invite(NEWEST_FACTS)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
KEYS = sorted({*NEWEST, *NEWEST["guild"], *NEWEST["profile"], "retry_after", "message"})


def _as_answer(value: object) -> bytes:
    return json.dumps(value).encode()


@given(
    st.sampled_from([200, 200, 200, 403, 404, 429, 500, 302]),
    json_values.map(_as_answer) | st.binary(max_size=200),
    st.dictionaries(st.just("retry-after"), st.text(max_size=20)),
)
def test_no_answer_at_all_raises(status: int, body: bytes, headers: dict[str, str]) -> None:
    answer = discord.read_answer(status, headers, body, NOW)
    assert isinstance(answer, Invite | NoServer | Unknown | Failed | Limited | Blocked)


@given(
    st.dictionaries(st.sampled_from(KEYS), json_values, max_size=4),
    st.dictionaries(st.sampled_from(KEYS), json_values, max_size=4),
    st.dictionaries(st.sampled_from(KEYS), json_values, max_size=4),
)
def test_no_invite_with_arbitrary_values_raises(
    top: dict[str, Any], guild: dict[str, Any], profile: dict[str, Any]
) -> None:
    body = {**with_guild(**guild), "profile": {**NEWEST["profile"], **profile}, **top}
    answer = answered(200, body)
    assert isinstance(answer, Invite | NoServer | Failed | Blocked)
    if isinstance(answer, Invite):
        assert answer.facts.id.isascii()
        kinds = {unicodedata.category(sign) for sign in answer.facts.name}
        assert kinds.isdisjoint({"Cc", "Cs", "Zl", "Zp"})


# Addresses


def test_an_invite_is_asked_about_with_its_counts() -> None:
    assert discord.invite_url(discord.API_URL, "AbC-1") == (
        "https://discord.com/api/v10/invites/AbC-1?with_counts=true"
    )


def test_a_code_cannot_leave_its_place_in_the_address() -> None:
    assert discord.invite_url("http://api", "../a?b#c") == (
        "http://api/invites/..%2Fa%3Fb%23c?with_counts=true"
    )


def test_the_user_agent_has_the_form_that_discord_asks_for() -> None:
    assert discord.user_agent("https://example.org/show/", "1.2") == (
        "DiscordBot (https://example.org/show/, 1.2)"
    )
    assert discord.user_agent("https://example.org/(a) b\r\nX: y", "1.2") == (
        "DiscordBot (https://example.org/%28a%29%20b%0D%0AX:%20y, 1.2)"
    )


def test_a_banner_is_looked_for_in_three_places_the_best_first() -> None:
    assert discord.banner_sources(NEWEST_FACTS) == (
        f"banners/267624335836053506/{'2' * 32}",
        f"discovery-splashes/267624335836053506/{'3' * 32}",
        f"splashes/267624335836053506/{'1' * 32}",
    )
    bare = replace(NEWEST_FACTS, banner=None, splash=None, discovery_splash=None)
    assert discord.banner_sources(bare) == ()


def test_an_icon_has_one_place_or_none() -> None:
    assert discord.icon_sources(NEWEST_FACTS) == (f"icons/267624335836053506/a_{HASH}",)
    assert discord.icon_sources(replace(NEWEST_FACTS, icon=None)) == ()


def test_pictures_are_asked_for_still_and_near_the_size_that_is_wanted() -> None:
    icon, banner = discord.icon_sources(NEWEST_FACTS)[0], discord.banner_sources(NEWEST_FACTS)[0]
    assert [discord.picture_url(discord.CDN_URL, source) for source in (icon, banner)] == [
        f"https://cdn.discordapp.com/icons/267624335836053506/a_{HASH}.webp?size=256",
        f"https://cdn.discordapp.com/banners/267624335836053506/{'2' * 32}.webp?size=1024",
    ]


def test_what_the_functions_make_is_a_source() -> None:
    made = [*discord.banner_sources(NEWEST_FACTS), *discord.icon_sources(NEWEST_FACTS)]
    assert [discord.is_source(source) for source in made] == [True] * 4


@pytest.mark.parametrize(
    "source",
    [
        "",
        "icons",
        "icons/267624335836053506",
        f"icons/267624335836053506/{HASH}.png",
        f"icons/267624335836053506/{HASH}/x",
        f"icons/267624335836053506/{HASH}\n",
        f"icons//{HASH}",
        f"icons/../{HASH}",
        f"/icons/267624335836053506/{HASH}",
        f"avatars/267624335836053506/{HASH}",
        f"https://icons/267624335836053506/{HASH}",
        "icons/267624335836053506/../../x",
    ],
)
def test_anything_else_is_no_source(source: str) -> None:
    assert not discord.is_source(source)
