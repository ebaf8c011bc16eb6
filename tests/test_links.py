"""Which addresses are taken, and what is said about the others."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from showcase.links import https_url, invite_code, join_url, percent_encoded


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("python", "python"),
        ("AbC123", "AbC123"),
        ("0123456", "0123456"),
        ("my-server-2", "my-server-2"),
        ("x" * 100, "x" * 100),
        ("  python \n", "python"),
        ("discord.gg/python", "python"),
        ("discord.gg/AbC123", "AbC123"),
        ("https://discord.gg/AbC123", "AbC123"),
        ("http://discord.gg/python", "python"),
        ("HTTPS://Discord.GG/AbC123", "AbC123"),
        ("https://www.discord.gg/python", "python"),
        ("https://discord.gg/python/", "python"),
        ("https://discord.gg/python?event=1234567890", "python"),
        ("https://discord.gg/python/?event=1&x=/y", "python"),
        ("https://discord.gg/python#top", "python"),
        ("https://discord.gg/invite/python", "python"),
        ("https://discord.com/invite/python", "python"),
        ("discord.com/invite/python", "python"),
        ("https://www.discord.com/invite/python", "python"),
        ("https://ptb.discord.com/invite/python", "python"),
        ("https://canary.discord.com/invite/python", "python"),
        ("https://discordapp.com/invite/python", "python"),
        ("www.discordapp.com/invite/AbC-123?utm=x", "AbC-123"),
        ("https://ptb.discordapp.com/invite/python/", "python"),
    ],
)
def test_every_form_of_an_invite_gives_its_code(written: str, code: str) -> None:
    assert invite_code(written) == code


@pytest.mark.parametrize(
    "written",
    [
        *("", " ", "x", "x" * 101, "a b", "a_b", "a!", "é" * 5, "٣٤٥", "ab\ncd", "ab\x00cd"),
        *("discord.gg", "discord.gg/", "https://discord.com/invite/", "discord.gg/a b"),
        *("discord.gg/a/b", "discord.gg/a%20b", "discord.gg/é", "discord.gg//ab"),
        *("https://discord.me/python", "https://dsc.gg/python", "https://disboard.org/server/1"),
        "https://discord.com/servers/python-267624335836053506",
        "https://cdn.discordapp.com/attachments/1/2/python.png",
        "https://discord.com/api/oauth2/authorize?client_id=1",
        "https://discord.gg@evil.example/python",
        "https://discord.gg.evil.example/python",
        "https://evil.example/discord.gg/python",
        "https://evil.example/?discord.gg/python",
        "https://evildiscord.gg/python",
        "https://di\u017fcord.gg/python",
        "ftp://discord.gg/python",
        "discord://discord.gg/python",
        "//discord.gg/python",
        "javascript:alert(1)//discord.gg/python",
        "<https://discord.gg/python>",
        "https://discord.gg/python https://discord.gg/rust",
        "https://discord.gg/py\nthon",
        "https://discord.gg/python?x=\ny",
    ],
)
def test_what_is_no_invite_of_discord_is_refused_with_advice(written: str) -> None:
    with pytest.raises(ValueError, match=r"^is not a Discord invite\. (Use|A code) .*\.$"):
        invite_code(written)


@pytest.mark.parametrize(
    "written",
    [
        "https://discord.com/channels/267624335836053506/1",
        "http://ptb.Discord.com/channels/1/2/3",
        "discordapp.com/channels/@me",
    ],
)
def test_a_link_to_a_channel_is_refused_with_the_way_to_an_invite(written: str) -> None:
    with pytest.raises(ValueError, match=r"link to a channel.*choose Invite People, and set"):
        invite_code(written)


@settings(deadline=None)
@given(st.text())
def test_a_code_is_safe_in_an_address_whatever_was_written(written: str) -> None:
    try:
        code = invite_code(written)
    except ValueError:
        return
    assert join_url(code) == f"https://discord.gg/{code}"
    assert invite_code(join_url(code)) == code
    assert https_url(join_url(code)) == join_url(code)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "https://example.org/",
        "HTTPS://Example.ORG/Path",
        "https://sub.domain.example.org/a/b.html?c=d&e=f#g",
        "https://example.org:8443/x",
        "https://example.org./x",
        "https://xn--mnchen-3ya.de/",
        "https://münchen.de/straße?ä=ö",
        "https://例え.テスト例.jp/道",
        "https://пример.рф",
        "https://हिन्दी.भारत/",
        "https://example.org/a_(b)",
        "https://example.org/~user/*!$&(),;=:@%27",
        "https://en.wikipedia.org/wiki/Conway%27s_Game_of_Life",
        "https://a-b.c-d.museum",
        "https://1.example.org/2026",
        "https://example.org/#/route",
        "https://example.org?next=https://other.example.com/@user",
        "https://mastodon.social/@someone",
    ],
)
def test_a_public_https_address_is_taken_as_it_is(address: str) -> None:
    assert https_url(address) == address
    assert https_url(f" {address}\n") == address


@pytest.mark.parametrize(
    "address",
    [
        *("http://example.org", "ftp://example.org", "javascript:alert(1)", "JaVaScRiPt:alert(1)"),
        *("data:text/html,x", "mailto:a@example.org", "file:///etc/passwd", "//example.org"),
        *("example.org", "www.example.org/x", "/servers/", "#top", "", "  ", "vbscript:x"),
        "java\tscript:alert(1)",
        "view-source:https://example.org",
        "blob:https://example.org/1",
    ],
)
def test_another_kind_of_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"must begin with https://|invisible"):
        https_url(address)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "10.0.0.1", "8.8.8.8", "127.1", "0", "0.0.0.0", "2130706433", "0x7f000001"),
        *("0x7f.0.0.1", "0x7f.1", "0177.0.0.1", "017700000001", "1.2.3.0x4", "1.2.3.4."),
        *("[::1]", "[fe80::1]", "[::ffff:127.0.0.1]", "[2001:db8::1]"),
        *("１２７.0.0.1", "127。0。0。1", "①②⑦.⓪.⓪.①", "%31%32%37.0.0.1"),
        *("localhost", "LOCALHOST", "localhost.", "foo.localhost", "router", "printer.local"),
        *("intra.lan", "db.internal", "nas.home.arpa", "x.test", "x.invalid", "abc.onion"),
        *("example", "example.123", "example.0x1", "exa_mple.org", "-a.org", "a-.org", "a..org"),
        *(".org", "a.-b", "com.", "x" * 64 + ".org", ".".join(["abcdefg"] * 40) + ".org"),
        "-à.org",
        "à-.org",
        "a.-à.org",
    ],
)
def test_a_host_that_not_everybody_can_reach_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match=r"has no public host name|is not an address"):
        https_url(f"https://{host}/x")


@pytest.mark.parametrize(
    "address",
    [
        "https://user@example.org/",
        "https://user:word@example.org/",
        "https://:word@example.org/",
        "https://@example.org/",
        "https://discord.gg@evil.example/",
        "https://example.org:443@evil.example.com/",
    ],
)
def test_a_user_name_in_an_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="user name or password"):
        https_url(address)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "https:",
            "https:/",
            "https://",
            "https:///",
            "https:///example.org",
            "https:example.org",
        ),
        *("https:/example.org", "https:\\\\example.org", "https://example.org\\@evil.example"),
        *("https://example.org/a b", 'https://example.org/"x', "https://example.org/'x"),
        *("https://example.org/<b>", "https://example.org/`x`", "https://example.org/{{7*7}}"),
        *("https://example.org/[x]", "https://example.org/a|b", "https://example.org/a^b"),
        *("https://[::1", "https://example.org:99999/", "https://example.org:x/"),
        *("https://exam ple.org", "https://example.org%2F@x", "https://a.org,b.org:1:2"),
        "https://example.org\u2044x.evil.example/",
        "https://example.org\u2215x.evil.example/",
        "https://☃.example.org/",
        "https://ex＠mple.org/",
    ],
)
def test_an_address_of_the_wrong_shape_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"is not an address|has no public|user name"):
        https_url(address)


@pytest.mark.parametrize("sign", ["\x00", "\t", "\n", "\x7f", "\x85", "\u200b", "\u202e", "\u2066"])
def test_an_invisible_sign_in_an_address_is_refused(sign: str) -> None:
    with pytest.raises(ValueError, match="invisible"):
        https_url(f"https://example.org/a{sign}b")


def test_a_very_long_address_is_refused() -> None:
    longest = "https://example.org/".ljust(2000, "x")
    assert https_url(longest) == longest
    with pytest.raises(ValueError, match="is 2001 characters long"):
        https_url(longest + "x")
    with pytest.raises(ValueError, match="is 60012 characters long"):
        https_url("https://" + "a." * 30_000 + "org/")


@settings(deadline=None)
@given(
    st.text(alphabet=st.sampled_from("abAB1.:/@?#[]%\\ \t\n'\"<>`{}|-_é\u200d\u202e"), max_size=20)
)
def test_what_is_taken_has_no_sign_that_ends_an_attribute_or_a_line(rest: str) -> None:
    try:
        address = https_url("https://" + rest)
    except ValueError:
        return
    assert set(address) & set(" \t\n'\"<>`{}|\\[]\u200d\u202e") == set()
    assert address.startswith("https://")


PIECES = [
    *("a", "1", "-", "_", ".", "a.", "org", ".org", "example.org", "xn--a", "x" * 63, "a." * 60),
    *("localhost", ".local", ".home.arpa", ".mail", ".onion", "corp", "/", "//", "?x", "#y"),
    *("@", ":443", ":0", "%41", "'", "(b)", "~", "é", "\u3002"),
]


def judged(address: str) -> str:
    try:
        https_url(address)
    except ValueError as error:
        return str(error)
    return "taken"


@settings(deadline=None, max_examples=500)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_an_address_is_judged_alike_in_the_short_way_and_the_long(rest: str) -> None:
    assert judged(f"https://{rest}") == judged(f"HTTPS://{rest}")


def test_odd_signs_of_an_address_are_percent_encoded_and_others_kept() -> None:
    assert percent_encoded("https://e.org/a b'\"<>[]`{|}^\\\n") == (
        "https://e.org/a%20b%27%22%3C%3E%5B%5D%60%7B%7C%7D%5E%5C%0A"
    )
    assert percent_encoded("https://münchen.de/ä?b=%20&c") == "https://münchen.de/ä?b=%20&c"


@pytest.mark.parametrize(
    "host",
    [
        "gоogle.com",  # one Cyrillic letter
        "аррӏе.com",  # all of them, under a Latin end
        "xn--a.gοogle.com",
        "ﬁle.org",
        "①②.org",
        "𝐞xample.org",
        "ｅxample.org",
        "exampleא.org",
        "日本語одно.jp",
    ],
)
def test_a_host_in_letters_that_pass_for_others_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match=r"pass for others|no public host name|is not an address"):
        https_url(f"https://{host}/")


@pytest.mark.parametrize(
    "host",
    ["xn--pple-43d.com", "日本語ドメインabc.jp", "κοσμε.gr", "почта.com", "ґ.org", "한국a.kr"],
)
def test_a_host_in_letters_of_its_own_is_taken(host: str) -> None:
    assert https_url(f"https://{host}/") == f"https://{host}/"


@pytest.mark.parametrize("host", ["ex\u3164ample.org", "a\u115fb.org", "nas.home", "mx.corp"])
def test_a_host_with_a_blank_or_a_private_name_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match=r"no public host name|pass for others"):
        https_url(f"https://{host}/")


def test_no_service_listens_at_port_zero() -> None:
    with pytest.raises(ValueError, match=r"^names the port 0, where nothing can answer\."):
        https_url("https://example.org:0/")
