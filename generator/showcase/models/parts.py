"""Small values that entries and communities hold."""

from typing import Annotated

from pydantic import Field

from showcase.models.fields import HttpsUrl, Many, Model, Name, Note, Title


class Person(Model):
    """A person or an organisation."""

    name: Name = Field(description="What they are called.", examples=["Example Foundation"])
    url: HttpsUrl | None = Field(
        default=None, description="Their website.", examples=["https://example.org/"]
    )


class Channels(Model):
    """One category of a server's channels; text and voice apart, as Discord shows them."""

    category: Name = Field(
        description="What the category is called on the server.", examples=["Boards and code"]
    )
    text: Annotated[tuple[Name, ...], Many] = Field(
        default=(), description="Names of text channels.", examples=[["help", "show-and-tell"]]
    )
    voice: Annotated[tuple[Name, ...], Many] = Field(
        default=(), description="Names of voice channels.", examples=[["Workbench"]]
    )


class Resource(Model):
    """A page that helps the whole community."""

    title: Title = Field(description="What the page is called.", examples=["The Rust Book"])
    url: HttpsUrl = Field(description="Its address.", examples=["https://doc.rust-lang.org/book/"])
    text: Note | None = Field(
        default=None,
        description="One sentence that says what it is good for.",
        examples=["The official book, free online."],
    )
