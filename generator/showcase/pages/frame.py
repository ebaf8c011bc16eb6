"""The frame of every page: beneath a site's own templates, and with its policy."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from jinja2 import Environment

from showcase.pages.policy import policy

FRAME: Final = "showcase-frame.html"
SEARCH: Final = "showcase-search.html"
_BASE: Final = "base.html"
_SEARCH: Final = "partials/search.html"


def overrides_dir() -> Path:
    """Return our theme overrides: of the wheel, or of the checkout."""
    package = Path(__file__).parent.parent
    shipped = package / "theme_overrides"
    return shipped if shipped.is_dir() else package.parent.parent / "theme_overrides"


def lay(
    environment: Environment,
    custom_dir: str | None,
    hosts: Sequence[str] | None,
    *,
    has_search: bool,
) -> None:
    """Put the frame between the theme's base and whatever extends it.

    A site's own `main.html` replaces ours and extends the base, as Material's documentation shows;
    so the frame is found there, too.

    Args:
        custom_dir: The site's own overrides, whose inline scripts the policy lets run.
        hosts: May be loaded from; None where no policy is wanted.
        has_search: Whether our search stands in the header, not the theme's.
    """
    # Jinja's documented hook for what a template that extends another finds.
    ours = {_BASE: FRAME, **({_SEARCH: SEARCH} if has_search else {})}
    environment.join_path = partial(_join, ours)  # type: ignore[method-assign]
    environment.globals["showcase_search"] = has_search
    if hosts is not None:
        own = _templates(Path(custom_dir)) if custom_dir else ""
        environment.globals["showcase_policy"] = partial(policy, hosts=hosts, own=own)


def _join(ours: Mapping[str, str], template: str, parent: str) -> str:
    found = ours.get(template, template)
    return template if found == parent else found


def _templates(folder: Path) -> str:
    paths = sorted(folder.rglob("*.html"))
    return "\n".join(path.read_text("utf-8", errors="replace") for path in paths)
