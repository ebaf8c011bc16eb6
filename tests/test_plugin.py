"""The plugin in a real `mkdocs build`."""

from making import Showcase


def test_a_build_publishes_a_page_for_each_server(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1", name="Alpha Base").answers("alpha1")
    site = showcase.build(strict=True)
    assert "Alpha Base" in site.text("servers/alpha/")
    assert site.server("alpha")["state"] == "live"
