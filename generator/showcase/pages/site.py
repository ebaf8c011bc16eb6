"""The site around the pages: where it stands, and how to reach the people who keep it."""

import html
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote, urlencode, urlsplit

from showcase import addresses
from showcase.words import Words

_REPOSITORY: Final = re.compile(r"/[A-Za-z0-9-]+/[A-Za-z0-9._-]+?(?:\.git)?/?")
# A branch with a slash in its name cannot be told from a folder.
_EDITED: Final = re.compile(
    r"https://(?:www\.)?github\.com(?P<repository>/[A-Za-z0-9-]+/[A-Za-z0-9._-]+)"
    r"/(?:edit|blob)/(?P<branch>[^/?#]+)/(?P<path>[^?#]+)"
)


@lru_cache(maxsize=1)
def _on_github(repo_url: str) -> str | None:
    """Return the path of a repository on GitHub; None where it is anywhere else."""
    parts = urlsplit(repo_url)
    if parts.hostname not in {"github.com", "www.github.com"}:
        return None
    if not _REPOSITORY.fullmatch(parts.path):
        return None
    return parts.path.rstrip("/").removesuffix(".git")


@dataclass(frozen=True, slots=True)
class BadgeCode:
    """What people paste to show a server's badge.

    Attributes:
        says: What stands in place of the picture.
        address: Of the picture, from the site's root.
        markdown, html: The code.
    """

    says: str
    address: str
    markdown: str
    html: str


@dataclass(frozen=True, slots=True)
class Site:
    """What pages say of their site.

    Attributes:
        name: The site's name; plain text.
        url: Where it is published.
        repo_url: Where its files are kept.
        contact: A mail address or an https link, for people who have no account there.
        edit_url: Returns where a file of the content folder is edited, if anywhere.
        has: Tells whether its maintainers wrote a page at an address.
    """

    name: str = ""
    url: str | None = None
    repo_url: str | None = None
    contact: str = ""
    edit_url: Callable[[str], str | None] = lambda _file: None
    has: Callable[[str], bool] = lambda _address: True

    def absolute(self, address: str) -> str:
        """Return an address in full; empty where the site's own is not known."""
        return f"{self.url.rstrip('/')}/{address}" if self.url else ""

    @property
    def root(self) -> str:
        """The path of the site on its host, with slashes at both ends."""
        return f"{urlsplit(self.url or '').path.rstrip('/')}/"

    def report_url(self, slug: str, title: str) -> str | None:
        """Return where a new issue about a server is written; GitHub alone has such an address."""
        path = _on_github(self.repo_url or "")
        if path is None:
            return None
        query = urlencode({"template": "report.yml", "title": title, "server": slug})
        return f"https://github.com{path}/issues/new?{query}"

    def new_file(self, file: str) -> tuple[str, str] | None:
        """Return where a file of the content folder is made anew; None where that is not known.

        Returns:
            The page of GitHub, which takes `filename` and `value`, and the path of the file.
        """
        found = _EDITED.fullmatch(self.edit_url(file) or "")
        path = posixpath.normpath(unquote(found["path"])) if found else ".."
        if found is None or path.startswith(".."):
            return None
        return f"https://github.com{found['repository']}/new/{found['branch']}", path

    @property
    def repository_url(self) -> str | None:
        """The address of the repository, if it can be linked."""
        return self.repo_url if (self.repo_url or "").startswith("https://") else None

    def contact_url(self, subject: str) -> str | None:
        """Return the link to the site's people; a mail has its subject already."""
        if not self.contact or self.contact.startswith("https://"):
            return self.contact or None
        return f"mailto:{self.contact}?subject={quote(subject)}"

    def badge(self, slug: str, t: Words) -> BadgeCode:
        """Return what people paste to show a server's badge."""
        page = self.absolute(addresses.server(slug))
        picture = self.absolute(addresses.badge(slug))
        says = t("badge.part_of", site=self.name)
        label = re.sub(r"([\\\[\]<>*_`!])", r"\\\1", says)
        return BadgeCode(
            says=says,
            address=addresses.badge(slug),
            markdown=f"[![{label}]({picture})]({page})",
            html=f'<a href="{html.escape(page)}"><img src="{html.escape(picture)}" '
            f'alt="{html.escape(says)}"></a>',
        )
