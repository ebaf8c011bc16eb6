"""MkDocs' face: options and hooks, glue alone. The only room that imports mkdocs."""

from showcase.plugin.hooks import ShowcasePlugin
from showcase.plugin.project import load_options, load_project

__all__ = ["ShowcasePlugin", "load_options", "load_project"]
