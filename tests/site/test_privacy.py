"""No page sends its visitor to anybody else."""

from pathlib import Path

import pytest

from browsing import Visitor
from forms import some

pytestmark = pytest.mark.browser


def test_no_page_of_any_kind_asks_another_host(visitor: Visitor, demo_site: Path) -> None:
    kinds = [
        "", "servers/", "servers/page/2/", "communities/", "languages/", "languages/de/",
        "events/", "tags/", "about/", "new-to-discord/", "contribute/", "nowhere/",
    ]  # fmt: skip
    servers = [f"servers/{path.name}/" for path in sorted((demo_site / "servers").iterdir())
               if path.is_dir() and path.name != "page"]  # fmt: skip
    # They are made from one template.
    for path in kinds + list(some(servers, 8)):
        visitor.open(path)
    assert visitor.foreign == []
