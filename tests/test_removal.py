"""Leaving and being renamed, as visitors, readers of feeds and later builds see it."""

import json
import warnings
from datetime import date
from typing import Any

import pytest

from making import GUILD, NOON, Showcase, Site, banner, icon
from showcase.models.record import Record, Sighting
from showcase.sources import merge_records
from showcase.standin import Reply, guild_invite

with warnings.catch_warnings():
    # It imports modules that Python wants to be rid of.
    warnings.simplefilter("ignore", DeprecationWarning)
    import feedparser

OTHER = "100000000000000999"
ICON, BANNER = "1" * 32, "2" * 32


@pytest.fixture
def published(showcase: Showcase) -> Showcase:
    """One server, built and published; later builds start from the published site alone."""
    showcase.server("alpha", invite="alpha1", run_by={"name": "Ada"}).server("beta")
    showcase.answers("alpha1", name="Alpha", icon=ICON, banner=BANNER, online=41)
    showcase.answers("beta-code", guild_id=OTHER, name="Beta")
    showcase.discord.pictures[f"icons/{GUILD}/{ICON}"] = icon()
    showcase.discord.pictures[f"banners/{GUILD}/{BANNER}"] = banner()
    return republish(showcase)


def republish(showcase: Showcase, *, strict: bool = True) -> Showcase:
    """Build, put all of the site where the mirror is, and lose what was kept here."""
    site = showcase.build(strict=strict)
    showcase.discord.pages.clear()
    for path, data in site.files().items():
        showcase.discord.pages[f"/{path}"] = Reply(body=data)
    showcase.options["mirror_url"] = showcase.discord.url
    return showcase.lose_cache()


def records_of(showcase: Showcase) -> Any:
    """What the mirror's `records.json` says."""
    reply = showcase.discord.pages["/api/v1/records.json"]
    assert isinstance(reply, Reply)
    return json.loads(reply.body)


def remove(showcase: Showcase, slug: str, more: str = "", kind: str = "servers") -> None:
    (showcase.root / f"content/{kind}/{slug}.yml").unlink()
    line = f"{slug}: {{on: 2026-11-20, reason: Its people closed it.{more}}}"
    showcase.write("content/removed.yml", f"{kind}:\n  {line}\n")


def rename(showcase: Showcase, old: str, new: str, **fields: Any) -> None:
    remove(showcase, old, f", to: {new}")
    showcase.server(new, **fields)


def news(site: Site, address: str = "feed.xml") -> list[tuple[str, str]]:
    """The title and link of each item of a feed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found = feedparser.parse(site.source(address).encode())
    assert not found.bozo
    return [(entry.title, entry.link) for entry in found.entries]


class TestRenaming:
    @pytest.fixture
    def site(self, published: Showcase) -> Site:
        rename(published, "alpha", "omega", name="Omega", invite="alpha1")
        return published.build(strict=True)

    def test_the_record_moves_along_though_only_the_published_site_knows_it(
        self, published: Showcase, site: Site
    ) -> None:
        # Once for each server, and that was before.
        assert published.discord.asked() == 2
        records = site.json("api/v1/records.json")["records"]
        assert set(records) == {"beta", "omega"}
        assert records["omega"]["first_server"]["id"] == GUILD
        assert records["omega"]["history"]["online"] == [41]
        assert records["omega"]["pictures"]
        assert site.server("omega")["state"] == "live"

    def test_the_old_address_leads_to_the_new_page(self, site: Site) -> None:
        assert "servers/omega/" in site.links("servers/alpha/")
        assert "Omega" in site.text("servers/alpha/")
        assert "servers/alpha/" not in site.sitemap()
        assert "servers/omega/" in site.sitemap()

    def test_a_badge_in_a_readme_elsewhere_stays(self, site: Site) -> None:
        assert site.source("badges/alpha.svg") == site.source("badges/omega.svg")

    def test_nobody_is_told_that_it_left(self, site: Site) -> None:
        assert sorted(title for title, _ in news(site)) == ["New: Beta", "New: Omega"]

    def test_it_stays_the_same_server_after_the_renaming_too(self, published: Showcase) -> None:
        rename(published, "alpha", "omega", name="Omega", invite="alpha1")
        republish(published)
        published.answers("alpha1", guild_id="100000000000000555", name="Omega")
        published.options["refresh"] = "always"
        site = published.build(strict=True)
        assert site.server("omega")["state"] == "mismatch"
        assert "discord.gg" not in site.source("servers/omega/")


def test_a_server_that_took_another_in_keeps_its_own_record(published: Showcase) -> None:
    mirror = records_of(published)
    mirror["records"]["alpha"]["first_server"]["at"] = "2025-01-01T00:00:00Z"
    published.discord.pages["/api/v1/records.json"] = Reply(body=json.dumps(mirror).encode())
    remove(published, "alpha", ", to: beta")
    published.options["refresh"] = "always"
    site = published.build(strict=True)
    assert site.server("beta")["state"] == "live"
    assert site.json("api/v1/records.json")["records"]["beta"]["first_server"]["id"] == OTHER
    assert "servers/beta/" in site.links("servers/alpha/")


@pytest.mark.parametrize(
    ("former", "present", "moves"),
    [
        (GUILD, GUILD, True),
        (GUILD, None, True),
        (None, GUILD, True),
        (None, None, True),
        (GUILD, OTHER, False),
    ],
)
def test_a_record_moves_along_unless_it_is_of_another_server(
    showcase: Showcase, former: str | None, present: str | None, *, moves: bool
) -> None:
    """Both slugs may be known: where one place was behind, or nothing was answered yet."""
    showcase.server("omega").write(
        "content/removed.yml", "servers:\n  alpha: {on: 2026-01-01, reason: Renamed., to: omega}\n"
    )
    seen = {
        slug: Sighting(server, NOON) if server else None
        for slug, server in (("alpha", former), ("omega", present))
    }
    records = [
        Record(slug=slug, code="omega-code", first_server=server, first_seen=date(2026, 1, day))
        for day, (slug, server) in enumerate(seen.items(), 1)
    ]
    with showcase.opened() as store:
        store.save(records)
        merge_records(showcase.content(), store, [], NOON)
        known = store.records()["omega"]
    assert known.first_seen == date(2026, 1, 1 if moves else 2)


def taken_over(showcase: Showcase, invite: str = "alpha1") -> Showcase:
    """Let another server have the invite."""
    showcase.answers(invite, guild_id="100000000000000555", name="Alpha Omega")
    showcase.options["refresh"] = "always"
    return showcase


class TestAMistake:
    """An entry with a mistake has no page, but has not left."""

    PATH = "content/servers/alpha.yml"

    @pytest.fixture
    def mistaken(self, published: Showcase) -> Showcase:
        text = (published.root / self.PATH).read_text("utf-8")
        return published.write(self.PATH, f"{text}tagz: [chess]\n")

    def mend(self, showcase: Showcase) -> Showcase:
        text = (showcase.root / self.PATH).read_text("utf-8")
        return showcase.write(self.PATH, text.replace("tagz: [chess]\n", ""))

    def test_what_was_known_is_published_still(self, mistaken: Showcase) -> None:
        before = records_of(mistaken)["records"]["alpha"]
        site = mistaken.build()
        assert site.json("api/v1/records.json")["records"]["alpha"] == before
        assert "servers/alpha/index.html" not in site.files()
        assert [row["slug"] for row in site.json("api/v1/servers.json")["servers"]] == ["beta"]

    def test_the_link_never_leads_to_a_server_that_took_the_invite(
        self, mistaken: Showcase
    ) -> None:
        taken_over(self.mend(republish(mistaken, strict=False)))
        site = mistaken.build(strict=True)
        assert site.server("alpha")["state"] == "mismatch"
        assert "discord.gg" not in site.source("servers/alpha/")

    def test_nothing_is_asked_again_and_nobody_is_told_anything_new(
        self, mistaken: Showcase
    ) -> None:
        before = mistaken.discord.asked()
        site = self.mend(republish(mistaken, strict=False)).build(strict=True)
        assert mistaken.discord.asked() == before
        assert site.server("alpha")["state"] == "live"
        assert sorted(title for title, _ in news(site)) == ["New: Alpha", "New: Beta"]

    def test_records_in_git_hold_it_still(self, mistaken: Showcase) -> None:
        mistaken.run("refresh", "--save")
        saved = json.loads((mistaken.root / "content/records.json").read_text("utf-8"))
        assert sorted(saved["records"]) == ["alpha", "beta"]

    def test_a_name_that_is_no_slug_is_a_mistake_like_others(self, published: Showcase) -> None:
        path = published.root / self.PATH
        path.rename(path.with_name("Alpha.yml"))
        republish(published, strict=False)
        path.with_name("Alpha.yml").rename(path)
        site = taken_over(published).build(strict=True)
        assert site.server("alpha")["state"] == "mismatch"

    def test_an_entry_that_was_renamed_and_has_a_mistake_keeps_its_record(
        self, published: Showcase
    ) -> None:
        rename(published, "alpha", "omega", invite="alpha1", tagz=["chess"])
        republish(published, strict=False)
        assert set(records_of(published)["records"]) == {"beta", "omega"}
        published.server("omega", invite="alpha1")
        site = taken_over(published).build(strict=True)
        assert site.server("omega")["state"] == "mismatch"

    def test_another_place_cannot_pin_it_to_another_server(self, mistaken: Showcase) -> None:
        mistaken.build()
        mirror = records_of(mistaken)
        other = {"server_id": "100000000000000666", "tried_at": "2030-01-01T00:00:00Z"}
        sighting = {"id": "100000000000000666", "at": "2020-01-01T00:00:00Z"}
        mirror["records"]["alpha"] |= {**other, "first_server": sighting}
        mistaken.discord.pages["/api/v1/records.json"] = Reply(body=json.dumps(mirror).encode())
        mistaken.build()
        mistaken.discord.pages.clear()
        site = self.mend(mistaken).build(strict=True)
        assert site.server("alpha")["state"] == "live"

    def test_what_this_machine_and_the_published_site_know_is_united(
        self, mistaken: Showcase
    ) -> None:
        mirror = records_of(mistaken)
        with mistaken.opened() as store:
            store.save([Record(slug="alpha", code="alpha1", first_seen=date(2020, 2, 2))])
        known = mistaken.build().json("api/v1/records.json")["records"]["alpha"]
        assert known == {**mirror["records"]["alpha"], "first_seen": "2020-02-02"}


def test_a_renamed_community_keeps_its_page_and_its_feed(published: Showcase) -> None:
    remove(published, "games", ", to: play", "communities")
    published.community("play", name="Play")
    for slug, code in (("alpha", "alpha1"), ("beta", "beta-code")):
        published.server(slug, invite=code, communities=["play"])
    site = published.build(strict=True)
    assert "communities/play/" in site.links("communities/games/")
    assert site.source("communities/games/feed.xml") == site.source("communities/play/feed.xml")


class TestLeaving:
    def test_the_old_address_says_why(self, published: Showcase) -> None:
        remove(published, "alpha")
        site = published.build(strict=True)
        assert "Its people closed it." in site.text("servers/alpha/")
        assert "November 20, 2026" in site.text("servers/alpha/")
        assert "servers/" in site.links("servers/alpha/")
        assert "servers/alpha/" not in site.sitemap()

    @pytest.mark.parametrize("is_cached", [True, False])
    def test_nothing_that_discord_or_its_entry_said_of_it_stays(
        self, published: Showcase, is_cached: bool
    ) -> None:
        if is_cached:
            published.build()
        remove(published, "alpha")
        site = published.build(strict=True)
        told = site.json("api/v1/records.json")["records"]["alpha"]
        assert set(told) == {"listed", "changes"}
        held = [path for path, data in site.files().items() if b"alpha1" in data or b"Ada" in data]
        assert held == []
        assert GUILD.encode() not in b"".join(site.files().values())

    def test_its_badge_says_that_it_is_not_listed(self, published: Showcase) -> None:
        remove(published, "alpha")
        assert "Not listed" in published.build(strict=True).source("badges/alpha.svg")

    def test_readers_of_the_feed_hear_of_it_once(self, published: Showcase) -> None:
        remove(published, "alpha")
        told = news(republished := published.build(strict=True))
        link = "https://showcase.example/servers/alpha/"
        assert [one for one in told if one[1] == link] == [("No longer listed: alpha", link)]
        ids = republished.source("feed.xml")
        republish(published)
        again = published.build(strict=True)
        assert news(again) == told
        assert again.source("feed.xml") == ids

    def test_nothing_new_is_told_of_one_that_had_left_the_lists_before(
        self, published: Showcase
    ) -> None:
        published.answers("alpha1", guild_id="100000000000000555", name="Free Coins")
        published.options["refresh"] = "always"
        republish(published)
        before = records_of(published)["records"]["alpha"]["changes"]
        remove(published, "alpha")
        site = published.build(strict=True)
        assert site.json("api/v1/records.json")["records"]["alpha"]["changes"] == before

    def test_nothing_is_told_of_one_that_nobody_knew(self, published: Showcase) -> None:
        published.write("content/removed.yml", "servers: {zeta: {on: 2026-11-20, reason: No.}}\n")
        site = published.build(strict=True)
        assert not [title for title, _ in news(site) if "zeta" in title]
        assert "zeta" not in site.json("api/v1/records.json")["records"]

    def test_one_that_comes_back_is_told_as_back(self, published: Showcase) -> None:
        remove(published, "alpha")
        republish(published)
        published.write("content/removed.yml", "")
        published.server("alpha", invite="alpha1").answers(
            "alpha1", guild_invite("alpha1", guild_id=GUILD, name="Alpha")
        )
        site = published.build(strict=True)
        assert site.server("alpha")["state"] == "live"
        assert "Back: Alpha" in [title for title, _ in news(site)]
