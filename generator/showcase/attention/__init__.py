"""What wants a person: findings about entries, the worst first, each with its remedy."""

from showcase.attention.findings import Finding, Kind, findings
from showcase.attention.wording import REMEDIES, TITLES, as_markdown, as_text

__all__ = ["REMEDIES", "TITLES", "Finding", "Kind", "as_markdown", "as_text", "findings"]
