"""Rules broken on purpose, one at a time, and examples that should notice.

A mutant is one definition of a module with one thing changed: a comparison, a condition, a limit,
something left out. For a moment it takes the place of the real one, wherever that is imported.
"""

import ast
import copy
import itertools
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from inspect import getsource, signature
from types import FunctionType, ModuleType
from typing import Any, Final

import pytest

Example = Callable[[], None]
Edit = Callable[[Any], None]

_OPPOSITES: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_TWINS: Final = {"min": "max", "max": "min", "all": "any", "any": "all"}


@dataclass(frozen=True)
class Mutant:
    """One change to one definition at the top of a module.

    Attributes:
        name: Where it is, what stood there, and what stands there now.
        home: The function, class or constant.
    """

    name: str
    module: ModuleType
    home: str
    definition: ast.stmt

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Let the change hold everywhere: functions stay the same objects, with other code."""
        namespace = dict(vars(self.module))
        tree = ast.Module([self.definition], type_ignores=[])
        exec(compile(tree, str(self.module.__file__), "exec"), namespace)
        real, other = getattr(self.module, self.home), namespace[self.home]
        pairs = list(zip(_functions(real), _functions(other), strict=True))
        if not pairs:
            setattr(self.module, self.home, other)
        try:
            for pair in pairs:
                _exchange(*pair)
            yield
        finally:
            for pair in pairs:
                _exchange(*pair)
            setattr(self.module, self.home, real)

    def is_noticed(self, examples: Iterable[Example]) -> bool:
        """Whether an example fails while this is alive."""
        with self.alive():
            return not all(map(_passes, examples))


def mutants(module: ModuleType) -> Iterator[Mutant]:
    """Make every change to the functions and constants of a module, one at a time."""
    for definition in ast.parse(getsource(module)).body:
        home = _home(definition)
        if not home:
            continue
        for place, node in enumerate(ast.walk(definition)):
            for edit in _edits(node):
                changed = copy.deepcopy(definition)
                found = next(itertools.islice(ast.walk(changed), place, None))
                edit(found)
                ast.fix_missing_locations(changed)
                yield Mutant(f"{home}: {_difference(node, found)}", module, home, changed)


def examples(*modules: ModuleType) -> list[Example]:
    """Return the tests of some modules that need no fixture and no chance, the quickest first."""
    found = [call for module in modules for call in _calls(module)]
    return [
        call for _, _, call in sorted((_seconds(call), n, call) for n, call in enumerate(found))
    ]


def _calls(module: ModuleType) -> Iterator[Example]:
    for name, test in vars(module).items():
        if not name.startswith("test_") or hasattr(test, "hypothesis"):
            continue
        for given in _given(test):
            if given.keys() == signature(test).parameters.keys():
                yield lambda test=test, given=given: test(**given)  # type: ignore[misc]


def _given(test: Callable[..., None]) -> Iterator[dict[str, Any]]:
    """Every set of arguments that a test is parametrized with; an empty one where it is not."""
    rows = []
    for mark in getattr(test, "pytestmark", []):
        if mark.name == "parametrize":
            names, values = mark.args
            several = [names] if isinstance(names, str) else names
            cells = ([value] if isinstance(names, str) else value for value in values)
            rows.append([dict(zip(several, row, strict=True)) for row in cells])
    for parts in itertools.product(*rows):
        yield {name: value for part in parts for name, value in part.items()}


def _seconds(call: Example) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def _passes(call: Example) -> bool:
    try:
        call()
    except (Exception, pytest.fail.Exception):  # noqa: BLE001
        return False
    return True


def _edits(node: ast.AST) -> Iterator[Edit]:
    """Every change that can be made to one node of the syntax."""
    yield from _conditions(node)
    yield from _omissions(node)
    yield from _amounts(node)


def _conditions(node: ast.AST) -> Iterator[Edit]:
    match node:
        case ast.Compare(ops=operators):
            for number, operator in enumerate(operators):
                yield _put("ops", number, _OPPOSITES[type(operator)]())
        case ast.BoolOp(op=operator, values=values):
            for number in range(len(values)):
                yield _put("values", number, ast.Constant(isinstance(operator, ast.And)))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield _set("operand", ast.UnaryOp(ast.Not(), operand))
        case ast.If() | ast.IfExp():
            yield _set("test", ast.Constant(value=True))
            yield _set("test", ast.Constant(value=False))


def _omissions(node: ast.AST) -> Iterator[Edit]:
    match node:
        case ast.comprehension(ifs=conditions):
            for number in range(len(conditions)):
                yield _put("ifs", number, ast.Constant(value=True))
        case ast.match_case():
            yield _set("guard", ast.Constant(value=False))
        case ast.Set(elts=members) if len(members) > 1:
            for number in range(len(members)):
                yield _drop("elts", number)
        case ast.Call(keywords=keywords):
            for number in range(len(keywords)):
                yield _drop("keywords", number)


def _amounts(node: ast.AST) -> Iterator[Edit]:
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in _TWINS:
            yield _set("func", ast.Name(_TWINS[name], ast.Load()))
        case ast.BinOp(op=ast.Add() | ast.Sub() as operator):
            yield _set("op", ast.Sub() if isinstance(operator, ast.Add) else ast.Add())
        case ast.Constant(value=bool(value)):
            yield _set("value", not value)
        case ast.Constant(value=int(value)):
            yield _set("value", value + 1)
            yield _set("value", value - 1)


def _set(field: str, value: object) -> Edit:
    return lambda node: setattr(node, field, value)


def _put(field: str, number: int, value: object) -> Edit:
    return lambda node: getattr(node, field).__setitem__(number, value)


def _drop(field: str, number: int) -> Edit:
    return lambda node: getattr(node, field).__delitem__(number)


def _home(definition: ast.stmt) -> str | None:
    """Return the name of a function, a class with functions, or a constant with its type."""
    match definition:
        case ast.FunctionDef(name=name):
            return name
        case ast.ClassDef(name=name, body=body):
            return name if any(isinstance(one, ast.FunctionDef) for one in body) else None
        case ast.AnnAssign(target=ast.Name(id=name)):
            return name
    return None


def _functions(found: object) -> list[FunctionType]:
    """Return what of a definition runs: the function, or the properties of the class."""
    if isinstance(found, type):
        parts = [one.fget for one in vars(found).values() if isinstance(one, property)]
        return [part for part in parts if isinstance(part, FunctionType)]
    return [found] if isinstance(found, FunctionType) else []


def _exchange(one: FunctionType, other: FunctionType) -> None:
    one.__code__, other.__code__ = other.__code__, one.__code__
    one.__kwdefaults__, other.__kwdefaults__ = other.__kwdefaults__, one.__kwdefaults__


def _difference(before: ast.AST, after: ast.AST) -> str:
    """Write down what became of a node, of a long one only where it differs and what is near."""
    one, other = _shown(before), _shown(after)
    start = _alike(one, other)
    end = _alike(one[start:][::-1], other[start:][::-1])
    start, end = one.rfind(" ", 0, max(start - 30, 0)) + 1, max(end - 30, 0)
    return " -> ".join(text[start : len(text) - end] for text in (one, other))


def _alike(one: str, other: str) -> int:
    """Count the letters in which two texts begin alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _shown(node: ast.AST) -> str:
    """Write a node as Python, of a statement only its head."""
    text = f"if {ast.unparse(node.test)}" if isinstance(node, ast.If) else ast.unparse(node)
    return " ".join(text.split())
