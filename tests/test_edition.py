"""One edition: every entry judged, held back or let go, and remembered. Over real HTTP."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from making import NOON, Showcase, icon
from showcase import edition
from showcase.artwork import Gallery
from showcase.models.record import Published, Standing
from showcase.standin import (
    INVITE_EXPIRED,
    UNKNOWN_INVITE,
    Answers,
    StandIn,
    guild_invite,
    rate_limited,
    server_error,
)

ALPHA = "100000000000000001"
OTHER = "100000000000000002"
SIX = ("a", "b", "c", "d", "e", "f")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pictures that tests share whose matter they are not: drawing takes time."""
    return tmp_path_factory.mktemp("drawn")


@pytest.fixture
def six(showcase: Showcase, drawn: Path, monkeypatch: pytest.MonkeyPatch) -> Showcase:
    """Six servers, all live, in an edition that was made at noon."""
    monkeypatch.setattr(Showcase, "gallery", lambda _: Gallery(drawn))
    for slug in SIX:
        showcase.server(slug)
        answer(showcase, slug)
    assert showcase.compose().held_back == ()
    return showcase


def answer(showcase: Showcase, slug: str, reply: Answers | None = None) -> None:
    """Let the invite of an entry lead to its own server, or anywhere."""
    number = SIX.index(slug)
    facts = {} if reply is not None else {"guild_id": f"20000000000000000{number}", "name": slug}
    showcase.answers(f"{slug}-code", reply, **facts)


def lose(showcase: Showcase, slugs: str, reply: Answers = INVITE_EXPIRED) -> None:
    for slug in slugs:
        answer(showcase, slug, reply)


def states(made: edition.Edition) -> str:
    """Return the states by slug, one word each."""
    return " ".join(each.state.value for _, each in sorted(made.catalogue.listings.items()))


def accept(showcase: Showcase) -> tuple[str, ...]:
    with showcase.opened() as store:
        return edition.accept(
            showcase.content().servers, store, showcase.settings(), showcase.clock.now()
        )


class TestEveryState:
    ANSWERS: dict[str, Answers | None] = {  # noqa: RUF012
        "unchecked": server_error(),
        "mismatch": guild_invite("x", guild_id=OTHER, name="Mismatch"),
        "ineligible": guild_invite("x", guild_id=ALPHA, name="Ineligible", nsfw_level=1),
        "gone": UNKNOWN_INVITE,
        "missing": INVITE_EXPIRED,
        "temporary": guild_invite(
            "x", guild_id=ALPHA, name="Temporary", expires_at="2026-12-20T12:00:00+00:00"
        ),
        "paused": guild_invite("x", guild_id=ALPHA, name="Paused", features=["INVITES_DISABLED"]),
        "live": guild_invite("x", guild_id=ALPHA, name="Live"),
    }

    def test_every_entry_has_a_record_and_a_verdict_in_every_state(
        self, showcase: Showcase
    ) -> None:
        pins = {"mismatch": ALPHA}
        showcase.server("gone").answers("gone-code", self.ANSWERS["gone"])
        for _ in range(2):
            showcase.refresh()
            showcase.clock.pass_hours(12)
        for slug, reply in self.ANSWERS.items():
            showcase.server(slug, server_id=pins.get(slug)).answers(f"{slug}-code", reply)
        made = showcase.compose()
        listings = made.catalogue.listings
        assert {slug: each.state.value for slug, each in listings.items()} == {
            slug: slug for slug in self.ANSWERS
        }
        assert {slug for slug, each in listings.items() if each.verdict.code} == {
            "temporary", "paused", "live",
        }  # fmt: skip
        assert set(made.records) == set(self.ANSWERS)
        assert set(made.catalogue.listed) == set(self.ANSWERS) - {"mismatch", "ineligible", "gone"}
        assert all(known.first_seen for known in made.records.values())
        assert all(each.artwork.card for each in listings.values())

    def test_without_a_network_every_entry_is_there_and_unchecked(self, showcase: Showcase) -> None:
        showcase.options |= {
            "api_url": "http://127.0.0.1:9/api/v10",
            "cdn_url": "http://127.0.0.1:9/cdn",
            "mirror_url": "http://127.0.0.1:9",
        }
        showcase.server("alpha").server("beta")
        made = showcase.compose()
        assert states(made) == "unchecked unchecked"
        assert (made.outcome.ended or "").startswith("Discord could not be reached (")
        assert all(listing.verdict.code is None for listing in made.catalogue.listings.values())

    def test_unchecked_entries_have_their_link_where_the_site_says_so(
        self, showcase: Showcase
    ) -> None:
        showcase.options |= {"refresh": "never", "link_unchecked": True}
        showcase.server("alpha")
        assert showcase.compose().catalogue.listings["alpha"].verdict.code == "alpha-code"


class TestHoldBack:
    def test_a_mass_loss_is_held_back_until_a_person_accepts_it(self, six: Showcase) -> None:
        lose(six, "abcde")
        six.clock.pass_hours(12)
        made = six.compose()
        assert (made.held_back, states(made)) == (("a", "b", "c", "d", "e"), "live " * 5 + "live")
        assert made.catalogue.listings["a"].verdict.code == "a-code"
        assert made.catalogue.listings["a"].verdict.is_held_back
        assert made.records["a"].absence is not None
        six.clock.pass_hours(12)
        assert six.compose().held_back == ("a", "b", "c", "d", "e")
        assert accept(six) == ("a", "b", "c", "d", "e")
        made = six.compose()
        assert (made.held_back, states(made)) == ((), "missing " * 5 + "live")
        assert made.catalogue.listings["a"].verdict.code is None
        six.clock.pass_hours(12)
        made = six.compose()
        assert (made.held_back, states(made)) == ((), "gone " * 5 + "live")

    def test_what_was_accepted_stays_so_though_the_cache_is_lost(self, six: Showcase) -> None:
        lose(six, "abcde")
        six.clock.pass_hours(12)
        six.publish(six.compose())
        accept(six)
        made = six.compose()
        assert (made.held_back, states(made)) == ((), "missing " * 5 + "live")
        six.publish(made).lose_cache()
        made = six.compose()
        assert (made.held_back, states(made)) == ((), "missing " * 5 + "live")

    def test_what_is_held_back_stays_so_though_the_cache_is_lost(self, six: Showcase) -> None:
        lose(six, "abcde")
        six.clock.pass_hours(12)
        six.publish(six.compose()).lose_cache()
        assert six.compose().held_back == ("a", "b", "c", "d", "e")

    def test_links_that_come_back_end_the_holding(self, six: Showcase) -> None:
        lose(six, "abcde")
        six.clock.pass_hours(12)
        assert len(six.compose().held_back) == 5
        for slug in "abcde":
            answer(six, slug)
        six.clock.pass_hours(12)
        made = six.compose()
        assert (made.held_back, states(made)) == ((), "live " * 5 + "live")
        assert not made.catalogue.listings["a"].verdict.is_held_back

    def test_a_small_loss_is_shown_at_once(self, six: Showcase) -> None:
        lose(six, "abcd")
        six.clock.pass_hours(12)
        made = six.compose()
        assert (made.held_back, states(made)) == ((), "missing " * 4 + "live live")

    def test_a_mismatch_is_never_held_back(self, six: Showcase) -> None:
        lose(six, "abcde", guild_invite("x", guild_id=OTHER, name="Hijacked"))
        six.clock.pass_hours(12)
        made = six.compose()
        assert (made.held_back, states(made)) == ((), "mismatch " * 5 + "live")
        assert {each.verdict.code for each in made.catalogue.listings.values()} == {None, "f-code"}

    def test_failed_checks_lose_nothing_and_hold_nothing_back(self, six: Showcase) -> None:
        lose(six, "abcdef", server_error())
        six.clock.pass_hours(12)
        made = six.compose()
        assert (made.held_back, states(made)) == ((), "live " * 5 + "live")

    def test_new_entries_with_dead_codes_are_no_loss(self, six: Showcase) -> None:
        (six.root / "content/servers/f.yml").unlink()
        for slug in "abcde":
            six.server(slug, invite=f"{slug}-new").answers(f"{slug}-new", INVITE_EXPIRED)
        made = six.compose()
        assert (made.held_back, states(made)) == ((), "missing missing missing missing missing")

    def test_nothing_to_accept_changes_nothing(self, six: Showcase) -> None:
        lose(six, "abcd")
        six.clock.pass_hours(12)
        six.refresh()
        before = six.record("a")
        assert accept(six) == ()
        assert six.record("a") == before

    def test_the_line_names_some_and_says_what_to_do(self) -> None:
        assert edition.held_back_line(("a", "b", "c", "d", "e", "f")) == (
            "6 servers would lose their link at once (a, b, c, d, e …); their earlier state is "
            "shown. If they are really gone: showcase refresh --accept"
        )


class TestRemembering:
    def test_when_a_link_stood_is_written_anew_once_an_hour(self, six: Showcase) -> None:
        assert six.record("a").standing == Standing(NOON, "live")
        six.clock.pass_hours(0.9)
        assert six.compose().records["a"].standing == Standing(NOON, "live")
        six.clock.pass_hours(0.2)
        made = six.compose()
        assert made.records["a"].standing == Standing(NOON + timedelta(hours=1.1), "live")
        assert six.record("a") == made.records["a"]

    def test_a_new_state_is_written_at_once(self, six: Showcase) -> None:
        six.options["refresh"] = "always"
        answer(
            six, "a", guild_invite("x", guild_id="200000000000000000", name="a", features=["INVITES_DISABLED"]),
        )  # fmt: skip
        assert six.compose().records["a"].standing == Standing(NOON, "paused")

    def test_when_it_stood_last_is_kept_after_it_fell(self, six: Showcase) -> None:
        lose(six, "a")
        six.clock.pass_hours(12)
        assert six.compose().records["a"].standing == Standing(NOON, "live")

    def test_what_a_person_changes_shows_without_asking_anybody(
        self, six: Showcase, discord: StandIn
    ) -> None:
        before = len(discord.requests)
        six.server("a", name="Another name", summary="Other words.")
        (six.root / "content/servers/b.yml").unlink()
        six.server("g", communities=["books"])
        six.options["refresh"] = "never"
        made = six.compose()
        assert made.catalogue.listings["a"].entry.name == "Another name"
        assert sorted(made.records) == ["a", "c", "d", "e", "f", "g"]
        assert states(made) == "live live live live live unchecked"
        assert len(discord.requests) == before

    def test_an_entry_that_comes_back_has_its_record_still(self, six: Showcase) -> None:
        text = (six.root / "content/servers/a.yml").read_text()
        (six.root / "content/servers/a.yml").unlink()
        assert "a" not in six.compose().records
        six.write("content/servers/a.yml", text)
        assert six.compose().catalogue.listings["a"].state == "live"

    def test_an_entry_counts_from_the_day_it_says_or_was_first_seen(self, six: Showcase) -> None:
        six.server("a", added="2024-02-29")
        six.clock.pass_hours(48)
        listings = six.compose().catalogue.listings
        assert str(listings["a"].added) == "2024-02-29"
        assert listings["b"].added == NOON.date()

    def test_the_time_that_pages_see_is_not_that_of_asking(
        self, six: Showcase, drawn: Path
    ) -> None:
        gallery = Gallery(drawn)
        with six.opened() as store:
            made = edition.compose(
                six.content(), store, gallery, six.settings(),
                outcome=six.refresh(), at=NOON - timedelta(days=400),
            )  # fmt: skip
        gallery.close()
        assert made.catalogue.at == NOON - timedelta(days=400)
        assert states(made) == "live " * 5 + "live"
        assert made.records["a"].standing == Standing(NOON, "live")


class TestPicturesOnDisk:
    def test_what_no_page_has_shown_for_two_months_is_swept(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        showcase.options["refresh"] = "always"
        showcase.server("alpha").answers("alpha-code", icon="a" * 32)
        discord.pictures[f"icons/{ALPHA}/{'a' * 32}"] = icon()
        before = showcase.compose()
        folder = showcase.settings().pictures_dir
        litter = folder / ".0123456789abcdef.tmp"
        litter.write_bytes(b"half a picture")
        showcase.answers("alpha-code", icon=None)
        for days, is_there in ((59, True), (61, False)):
            for path in folder.iterdir():
                at = (NOON - timedelta(days=days)).timestamp()
                os.utime(path, (at, at))
            showcase.compose()
            files = [folder / one.file for one in before.catalogue.listings["alpha"].artwork.icon]
            assert {file.exists() for file in [*files, litter]} == {is_there}
        made = showcase.compose()
        assert showcase.decoded == 0
        art = made.catalogue.listings["alpha"].artwork
        shown = (*art.banner, *art.icon, art.card)
        assert all((folder / one.file).exists() for one in shown)

    def test_a_picture_that_the_record_alone_names_is_not_published(
        self, showcase: Showcase
    ) -> None:
        showcase.server("alpha").answers("alpha-code", icon="a" * 32)
        showcase.refresh()
        named = Published(f"icons/{OTHER}/{'b' * 32}", ("0" * 20 + ".webp",))
        with showcase.opened() as store:
            store.save([replace(store.records()["alpha"], pictures=(named,))])
        made = showcase.compose()
        assert made.records["alpha"].pictures == ()
        assert made.catalogue.listings["alpha"].artwork.icon_source is None


def test_limits_are_waited_out_before_pages_are_made(showcase: Showcase) -> None:
    alpha = guild_invite("alpha-code", guild_id=ALPHA, name="Alpha")
    showcase.server("alpha").answers("alpha-code", [rate_limited(20), alpha])
    assert states(showcase.compose()) == "live"
    assert showcase.clock.now() == NOON + timedelta(seconds=20)
