"""Which pictures are fetched, from where, and what stands in for those that cannot be had."""

import threading
import time
from typing import Any

import pytest

from making import Showcase, banner, icon
from showcase.artwork import Artwork
from showcase.standin import BLOCKED_HTML, Answers, Reply, Request, StandIn, guild_invite
from waiting import until

ALPHA = "100000000000000001"
OTHER = "100000000000000002"
A, B, C, D = ("a" * 32, "b" * 32, "c" * 32, "d" * 32)
REFUSED = b"<!doctype html><title>no picture</title>"


def source(place: str, name: str, guild: str = ALPHA) -> str:
    return f"{place}/{guild}/{name}"


def pictured(showcase: Showcase, **facts: Any) -> Showcase:
    """Make one server, to be asked about at every refresh, whose invite names these pictures."""
    showcase.options["refresh"] = "always"
    return showcase.server("alpha").answers("alpha-code", **facts)


def fetched(showcase: Showcase) -> list[str]:
    """Refresh; return the pictures asked for in this run."""
    before = len(showcase.discord.requests)
    showcase.refresh()
    paths = [request.path for request in showcase.discord.requests[before:]]
    return [path.removeprefix("/cdn/") for path in paths if path.startswith("/cdn/")]


def shown(showcase: Showcase) -> Artwork:
    return showcase.compose().catalogue.listings["alpha"].artwork


class TestChoice:
    def test_the_banner_comes_first_and_the_others_are_not_asked_for(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        pictured(showcase, banner=A, discovery_splash=B, splash=C)
        for place, name in (("banners", A), ("discovery-splashes", B), ("splashes", C)):
            discord.pictures[source(place, name)] = banner()
        assert fetched(showcase) == [f"{source('banners', A)}.webp"]
        assert shown(showcase).banner_source == source("banners", A)

    def test_the_next_best_stands_in_for_what_cannot_be_had(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        pictured(showcase, banner=A, discovery_splash=B, splash=C)
        discord.pictures[source("discovery-splashes", B)] = banner()
        assert fetched(showcase) == [
            f"{source('banners', A)}.webp",
            f"{source('discovery-splashes', B)}.webp",
        ]
        assert shown(showcase).banner_source == source("discovery-splashes", B)

    def test_a_better_one_takes_over_when_it_can_be_had(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        pictured(showcase, banner=A, splash=C)
        discord.pictures[source("splashes", C)] = banner()
        assert shown(showcase).banner_source == source("splashes", C)
        discord.pictures[source("banners", A)] = banner((9, 9, 90))
        assert shown(showcase).banner_source == source("banners", A)

    def test_a_still_of_a_fitting_size_is_asked_for_even_where_it_is_animated(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        pictured(showcase, icon=f"a_{A}", banner=f"a_{B}")
        showcase.refresh()
        asked = {(r.path, r.query["size"]) for r in discord.requests if "/cdn/" in r.path}
        assert asked == {
            (f"/cdn/icons/{ALPHA}/a_{A}.webp", "256"),
            (f"/cdn/banners/{ALPHA}/a_{B}.webp", "1024"),
        }

    def test_a_server_without_pictures_gets_drawn_ones_and_no_request(
        self, showcase: Showcase
    ) -> None:
        pictured(showcase)
        assert fetched(showcase) == []
        made = shown(showcase)
        assert (made.banner_source, made.icon_source) == (None, None)
        assert (len(made.banner), len(made.icon)) == (2, 2)


class TestRefusal:
    def test_what_is_no_picture_is_refused_noted_once_and_not_asked_for_again(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        pictured(showcase, banner=A, splash=C, icon=D)
        discord.pictures |= {
            source("banners", A): REFUSED,
            source("splashes", C): banner(),
            source("icons", D): REFUSED,
        }
        outcome = showcase.refresh()
        assert outcome.pictures == 1
        assert sorted(note.split(" was refused: ")[0] for note in outcome.notes) == [
            f"the picture {source('banners', A)}",
            f"the picture {source('icons', D)}",
        ]
        assert fetched(showcase) == []
        assert showcase.refresh().notes == []
        made = shown(showcase)
        assert (made.banner_source, made.icon_source) == (source("splashes", C), None)

    @pytest.mark.parametrize(
        "answer",
        [
            Reply(404),
            Reply(415),
            Reply(204),
            Reply(500),
            Reply(302, {"Location": "https://example.org/x.png"}),
            Reply(fault="reset"),
            Reply(body=banner(), fault="truncate"),
            Reply(200, {"Content-Length": "99999999"}),
        ],
    )
    def test_what_does_not_come_is_drawn_and_asked_for_again_next_time(
        self, showcase: Showcase, discord: StandIn, answer: Answers
    ) -> None:
        pictured(showcase, banner=A)
        discord.pictures[source("banners", A)] = answer
        made = showcase.compose()
        assert made.catalogue.listings["alpha"].artwork.banner_source is None
        assert (made.outcome.notes, made.outcome.ended) == ([], None)
        assert fetched(showcase) == [f"{source('banners', A)}.webp"]

    @pytest.mark.parametrize(
        "answer",
        [Reply(200, {"Content-Type": "text/html"}, REFUSED), Reply(200), Reply(body=banner()[:60])],
        ids=["a page", "nothing", "cut"],
    )
    def test_what_was_refused_is_asked_for_again_after_a_day_and_not_before(
        self, showcase: Showcase, discord: StandIn, answer: Answers
    ) -> None:
        pictured(showcase, banner=A)
        discord.pictures[source("banners", A)] = answer
        assert fetched(showcase) == [f"{source('banners', A)}.webp"]
        discord.pictures[source("banners", A)] = banner()
        showcase.clock.pass_hours(13)
        assert fetched(showcase) == []
        showcase.clock.pass_hours(12)
        assert fetched(showcase) == [f"{source('banners', A)}.webp"]
        assert shown(showcase).banner_source == source("banners", A)


class TestEarlierPictures:
    def test_an_earlier_picture_stays_while_the_newer_one_cannot_be_had(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        pictured(showcase, banner=A, icon=C)
        discord.pictures |= {source("banners", A): banner(), source("icons", C): icon()}
        before = shown(showcase)
        discord.pictures.clear()
        pictured(showcase, banner=B, icon=D)
        for _ in range(2):
            after = shown(showcase)
            assert (after.banner, after.icon) == (before.banner, before.icon)
        discord.pictures |= {source("banners", B): banner((1, 2, 90)), source("icons", D): icon()}
        after = shown(showcase)
        assert (after.banner_source, after.icon_source) == (
            source("banners", B),
            source("icons", D),
        )

    def test_a_picture_that_the_server_took_away_goes(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        pictured(showcase, icon=A)
        discord.pictures[source("icons", A)] = icon()
        assert shown(showcase).icon_source == source("icons", A)
        pictured(showcase, icon=None)
        made = showcase.compose()
        assert made.catalogue.listings["alpha"].artwork.icon_source is None
        assert made.records["alpha"].pictures == ()


class TestBorders:
    @pytest.mark.parametrize(
        "facts",
        [{"nsfw_level": 1}, {"nsfw_level": 3}, {"flags": 1}, {"target_type": 2}],
    )
    def test_nothing_is_fetched_or_shown_for_what_is_ineligible(
        self, showcase: Showcase, facts: dict[str, Any]
    ) -> None:
        pictured(showcase, icon=A, banner=B, **facts)
        showcase.discord.pictures |= {source("icons", A): icon(), source("banners", B): banner()}
        assert fetched(showcase) == []
        made = shown(showcase)
        assert (showcase.state("alpha"), made.banner_source, made.icon_source) == (
            "ineligible",
            None,
            None,
        )

    def test_what_was_shown_before_a_server_became_ineligible_is_drawn_now(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        pictured(showcase, icon=A)
        discord.pictures[source("icons", A)] = icon()
        assert shown(showcase).icon_source == source("icons", A)
        pictured(showcase, icon=A, nsfw_level=3)
        assert shown(showcase).icon_source is None

    def test_nothing_of_another_server_is_fetched_or_shown(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        pictured(showcase, icon=A)
        discord.pictures[source("icons", A)] = icon()
        showcase.compose()
        showcase.answers("alpha-code", guild_id=OTHER, icon=B)
        discord.pictures[source("icons", B, OTHER)] = icon((200, 0, 0))
        assert fetched(showcase) == []
        assert shown(showcase).icon_source == source("icons", A)
        assert showcase.state("alpha") == "mismatch"

    def test_a_new_pin_takes_the_earlier_servers_pictures_away(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        pictured(showcase, icon=A)
        discord.pictures[source("icons", A)] = icon()
        showcase.compose()
        showcase.server("alpha", server_id=OTHER)
        made = showcase.compose()
        assert made.catalogue.listings["alpha"].artwork.icon_source is None
        assert made.records["alpha"].pictures == ()

    @pytest.mark.parametrize("name", ["../../x", "A" * 32, "a" * 31, f"a_{'z' * 32}", f"{A}\n"])
    def test_a_name_that_is_no_hash_is_never_part_of_an_address(
        self, showcase: Showcase, name: str
    ) -> None:
        pictured(showcase, icon=name, banner=name, splash=name, discovery_splash=name)
        assert fetched(showcase) == []


class _Counting(StandIn):
    """Holds back every picture until as many are wanted at once as ever will be."""

    def __init__(self) -> None:
        super().__init__()
        self.most = 0
        self._now = 0
        self._counting = threading.Lock()

    def reply(self, request: Request) -> Reply:
        if not request.path.startswith("/cdn/"):
            return super().reply(request)
        with self._counting:
            self._now += 1
            self.most = max(self.most, self._now)
        until(lambda: self.most >= 4)
        time.sleep(0.03)  # for a fifth
        with self._counting:
            self._now -= 1
        return super().reply(request)


class TestManners:
    def many(self, showcase: Showcase, answer: Answers, count: int = 10) -> None:
        for number in range(count):
            slug, guild = f"s{number}", f"20000000000000000{number}"
            showcase.server(slug).answers(f"{slug}-code", guild_id=guild, name=slug, icon=A)
            showcase.discord.pictures[source("icons", A, guild)] = answer

    def test_at_most_four_are_fetched_at_once(self, showcase: Showcase) -> None:
        with _Counting() as discord:
            showcase.discord = discord
            self.many(showcase, icon())
            assert showcase.refresh().pictures == 10
            assert discord.most == 4

    def test_each_has_a_connection_of_its_own(self, showcase: Showcase, discord: StandIn) -> None:
        """On one that is kept, a picture that comes twice would be taken for the next one."""
        for number in range(9):
            slug, guild = f"s{number}", f"20000000000000000{number}"
            showcase.server(slug).answers(f"{slug}-code", guild_id=guild, name=slug, icon=A)
            body = icon((20 * number, 120, 90))
            head = {"Content-Type": "image/png", "Content-Length": str(len(body))}
            copy = f"HTTP/1.1 200 \r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
            discord.pictures[source("icons", A, guild)] = Reply(200, head, body + copy)
        assert showcase.refresh().pictures == 9
        gallery = showcase.gallery()
        made = [gallery.renditions(source("icons", A, f"20000000000000000{n}")) for n in range(9)]
        gallery.close()
        assert len({one[0].file for one in made if one}) == 9

    def test_none_is_fetched_while_we_are_blocked(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        self.many(showcase, icon())
        showcase.answers("s9-code", BLOCKED_HTML)
        assert fetched(showcase) == []
        showcase.clock.pass_hours(23.9)
        assert fetched(showcase) == []
        showcase.answers("s9-code", guild_id="200000000000000009", name="s9")
        showcase.clock.pass_hours(0.2)
        assert len(fetched(showcase)) == 9

    def test_none_is_fetched_where_nothing_answers(self, showcase: Showcase) -> None:
        pictured(showcase, icon=A).refresh()
        showcase.answers("alpha-code", Reply(fault="reset"))
        assert fetched(showcase) == []

    def test_pictures_have_no_budget_and_leave_that_of_invites_alone(
        self, showcase: Showcase
    ) -> None:
        showcase.options["requests_per_10_minutes"] = 10
        self.many(showcase, icon())
        outcome = showcase.refresh()
        assert (outcome.asked, outcome.pictures, outcome.ended) == (10, 10, None)

    @pytest.mark.parametrize("answer", [Reply(fault="reset"), Reply(503), Reply(429), Reply(403)])
    def test_a_place_that_does_not_answer_is_left_alone_and_named_once(
        self, showcase: Showcase, answer: Reply
    ) -> None:
        self.many(showcase, answer)
        outcome = showcase.refresh()
        (note,) = outcome.notes
        assert note.startswith("Discord's pictures cannot be had: ")
        assert 4 <= len([r for r in showcase.discord.requests if "/cdn/" in r.path]) <= 7

    def test_pictures_that_always_fail_starve_no_others(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        self.many(showcase, Reply(fault="reset"))
        discord.pictures[source("icons", A, "200000000000000009")] = icon()
        for _ in range(10):
            showcase.refresh()
            showcase.clock.pass_hours(1 / 60)
        gallery = showcase.gallery()
        assert gallery.renditions(source("icons", A, "200000000000000009"))
        gallery.close()

    def test_one_file_is_decoded_once_however_often_it_is_shown(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        pictured(showcase, icon=A, banner=B)
        discord.pictures |= {source("icons", A): icon(), source("banners", B): banner()}
        showcase.compose()
        assert showcase.decoded == 3
        for _ in range(2):
            showcase.compose()
            assert showcase.decoded == 0


def test_an_answer_without_counts_or_pictures_spoils_nothing(showcase: Showcase) -> None:
    answer = guild_invite("alpha-code", guild_id=ALPHA, name="Alpha", members=None, online=None)
    showcase.server("alpha").answers("alpha-code", answer)
    listing = showcase.compose().catalogue.listings["alpha"]
    assert (listing.state, listing.members) == ("live", None)
