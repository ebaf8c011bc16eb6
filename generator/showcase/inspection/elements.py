"""Which elements a page of ours is made of."""

from typing import Final

_TEXT: Final = (
    "a b bdi bdo blockquote br code dd details div dl dt em figcaption figure footer h1 h2 h3 h4 "
    "h5 h6 header hr li nav ol output p pre section small span strong summary table tbody td "
    "tfoot th thead time tr ul"
)
_CONTROLS: Final = "button datalist fieldset form input label legend option select textarea"
_PICTURES: Final = (
    "circle clippath defs ellipse g img line lineargradient path picture polygon polyline "
    "radialgradient rect source stop svg text tspan"
)
_FRAME: Final = "html head title meta link script body article aside main template"

OURS: Final = frozenset(f"{_TEXT} {_CONTROLS} {_PICTURES} {_FRAME}".split())
"""What our templates, our Markdown and the theme write."""

HARMLESS: Final = OURS | frozenset(
    (
        "abbr address area audio caption center cite col colgroup data del dfn dialog font i ins "
        "kbd map mark meter noscript optgroup progress q rp rt ruby s samp search strike style "
        "sub sup track tt u var video wbr"
    ).split()
)
"""What maintainers may add besides, in partials of theirs and on the home page."""

FRAMES: Final = frozenset({"iframe"})
"""What shows another page; on the home page alone, and from a host that was allowed."""

LOADING_RELATIONS: Final = frozenset(
    (
        "apple-touch-icon apple-touch-icon-precomposed apple-touch-startup-image dns-prefetch icon "
        "manifest mask-icon modulepreload preconnect prefetch preload prerender stylesheet"
    ).split()
)
"""Values of `rel` with which a <link> loads something, or turns to a host beforehand."""

DATA_SCRIPTS: Final = frozenset({"application/json", "application/ld+json"})
"""Types of <script> that no browser runs."""

INERT: Final = frozenset(
    (
        "alt aria-controls aria-current aria-describedby aria-expanded aria-hidden aria-label "
        "aria-labelledby autocapitalize autocomplete autocorrect charset class content d "
        "data-md-color-accent data-md-color-media data-md-color-primary data-md-color-scheme "
        "data-md-component data-md-level data-md-scrollfix data-md-toggle data-md-type "
        "data-search-exclude datetime decoding dir for height hidden http-equiv lang loading name "
        "placeholder property readonly rel role scope sizes spellcheck tabindex title type value "
        "viewBox width xmlns"
    ).split()
)
"""Attributes that neither load, lead nor run; most elements have no others."""
