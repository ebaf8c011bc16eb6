"""Mistakes in contributed files, in words for the person who wrote them."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from showcase.content.reader import Document, Keys, Problem
from showcase.text import log_line, quoted

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, order=True, slots=True)
class Mistake:
    """A mistake: `path:line:column: what is wrong. What to do.`

    Attributes:
        path: The file, as the reader of the message would name it.
        line, column: Both from 1.
        sentence: What is wrong, then what to do.
    """

    path: str
    line: int
    column: int
    sentence: str

    def __str__(self) -> str:
        return log_line(f"{self.path}:{self.line}:{self.column}: {self.sentence}")


def nearest(word: str, known: list[str]) -> str | None:
    """Return the known word that `word` was most likely meant to be."""
    close = get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    return close[0] if close else None


def parse(model: type[M], document: Document) -> M | None:
    """Read the document as `model`; on mistakes return None and add them to the document."""
    if document.data is None:
        if not document.problems:
            document.problems.append(Problem((1, 1), "the file is empty. Fill in the fields."))
        return None
    if not isinstance(document.data, dict):
        document.problem((), "the file must hold `key: value` lines. Start with `name: …`.")
        return None
    try:
        value = model.model_validate(document.data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            keys, sentence = _worded(model, document, detail)
            document.problem(keys, sentence, at_key=detail["type"] == "extra_forbidden")
        return None
    return None if document.problems else value


def _worded(model: type[BaseModel], document: Document, detail: ErrorDetails) -> tuple[Keys, str]:
    keys: Keys = detail["loc"]
    if keys not in document.places and keys[-1:] == ("[key]",):  # pydantic's sign for a key
        keys = keys[:-1]
    label = _label(keys)
    match detail["type"]:
        case "missing" if keys in document.key_places:
            return keys, f"`{label}` has no value. Write one after the colon{_hint(model, keys)}."
        case "missing":
            return keys[:-1], f"`{label}` is missing. Add it{_hint(model, keys)}."
        case "extra_forbidden":
            known = _known_keys(model, keys[:-1])
            guess = nearest(str(keys[-1]), known)
            advice = f"Did you mean `{guess}`?" if guess else f"Known are: {', '.join(known)}."
            return keys, f"`{label}` is not a known key. {advice}"
        case "literal_error":
            expected = str(detail["ctx"]["expected"]).replace("'", "`")
            return keys, f"`{label}` is `{quoted(str(detail['input']))}`. Use {expected}."
        case "mistake":
            sentence = detail["msg"]
            joint = " " if sentence.startswith(("is ", "must ", "has ", "holds ")) else ": "
            return keys, f"`{label}`{joint}{sentence}" if label else sentence
        case "model_type" | "dict_type" | "model_attributes_type":
            known = _known_keys(model, keys) if detail["type"] == "model_type" else []
            which = f" Its keys are: {', '.join(known)}." if known else ""
            return keys, f"`{label}` must be a mapping. Write `key: value` lines below it.{which}"
        case _:
            return keys, f"`{label}`: {quoted(detail['msg'])}. Mend it."


def _label(keys: Keys) -> str:
    label = ""
    for key in keys:
        label += f"[{key + 1}]" if isinstance(key, int) else f".{quoted(key)}"
    return label.removeprefix(".")


def _model_at(model: Any, keys: Keys) -> type[BaseModel] | None:
    """Follow keys through lists, dicts and nested models to the model that stands there."""
    names = iter(keys)
    for key in names:
        if isinstance(key, int):
            continue
        found = next(
            (item for name, item in model.model_fields.items() if (item.alias or name) == key),
            None,
        )
        model = _model_in(found.annotation) if found else None
        if model is None:
            return None
        if found and get_origin(found.annotation) is dict:
            next(names, None)  # the keys of a dict are its own
    return model  # type: ignore[no-any-return]


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(part) for part in getattr(annotation, "__args__", ()))
    return next((model for model in inner if model), None)


def _known_keys(model: type[BaseModel], keys: Keys) -> list[str]:
    place = _model_at(model, keys)
    return [field.alias or name for name, field in place.model_fields.items()] if place else []


def _hint(model: type[BaseModel], keys: Keys) -> str:
    place = _model_at(model, keys[:-1])
    field = place.model_fields.get(str(keys[-1])) if place else None
    description = field.description if field else None
    return f": {description[0].lower()}{description[1:].rstrip('.')}" if description else ""
