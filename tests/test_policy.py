"""The policy: what the theme brings may run, and nothing else."""

import base64
import hashlib

import pytest

from showcase.pages.policy import policy


def directives(text: str) -> dict[str, list[str]]:
    pairs = (one.split() for one in text.split("; "))
    return {name: sources for name, *sources in pairs}


def hashed(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def test_nothing_is_allowed_but_what_is_named() -> None:
    made = directives(policy(""))
    assert made["default-src"] == ["'none'"]
    assert made["base-uri"] == ["'none'"]
    assert made["script-src"] == ["'self'"]
    assert made["img-src"] == ["'self'", "data:"]
    assert made["style-src"] == ["'self'", "'unsafe-inline'"]
    assert "'unsafe-eval'" not in policy("")


def test_an_inline_script_of_the_theme_is_allowed_by_its_hash_alone() -> None:
    made = directives(policy("\n<script>one()</script>\n <script>two(\n)</script>"))
    assert made["script-src"] == ["'self'", hashed("one()"), hashed("two(\n)")]


@pytest.mark.parametrize(
    "script",
    [
        '<script src="bundle.js"></script>',
        '<script id="__config" type="application/json">{}</script>',
        "<script type=application/ld+json>{}</script>",
        "<p>one()</p>",
    ],
)
def test_what_is_no_inline_script_needs_no_hash(script: str) -> None:
    assert directives(policy(script))["script-src"] == ["'self'"]


def test_the_same_script_twice_has_one_hash() -> None:
    made = directives(policy("<script>one()</script><script defer>one()</script>"))
    assert made["script-src"] == ["'self'", hashed("one()")]


def test_inline_scripts_of_a_sites_own_templates_may_run() -> None:
    made = directives(policy("<script>one()</script>", own="<p><script>two()</script>"))
    assert made["script-src"] == ["'self'", hashed("one()"), hashed("two()")]


def test_hosts_may_be_loaded_from_but_nobody_sends_a_form_there() -> None:
    made = directives(policy("", ["media.example.org", "*.example.net"]))
    for name in ("script", "style", "img", "font", "connect", "frame", "media"):
        assert {"media.example.org", "*.example.net"} <= set(made[f"{name}-src"]), name
    for name in ("default-src", "worker-src", "base-uri", "form-action"):
        assert "media.example.org" not in made[name]
