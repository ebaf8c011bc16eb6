"""What our templates are compiled to: what Python would do, where Jinja asks more, thousands of times.

An attribute is looked up as one and never as a key, what is called is called, macros are functions
that return markup, and what is imported is imported once. It stands on `code_generator_class`, which
Jinja leaves to environments.
"""

from collections.abc import Callable, MutableMapping
from functools import partial
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.environment import TemplateModule
from jinja2.utils import missing
from markupsafe import Markup

as_markup: Callable[[str], Markup] = partial(str.__new__, Markup)
"""Takes a text in which all is escaped. `Markup` itself asks each time what it is given."""


class Generator(CodeGenerator):
    """Writes the Python of a template."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's own
        """Look an attribute up; one that is missing stops the page."""
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Call(  # noqa: N802
        self,
        node: nodes.Call,
        frame: Frame,
        forward_caller: bool = False,  # noqa: FBT001, FBT002 - Jinja's own
    ) -> None:
        """Call directly: nothing in a template asks to be passed its context."""
        if forward_caller or node.dyn_args or node.dyn_kwargs:
            self.fail("neither call blocks nor starred arguments are compiled", node.lineno)
        self.visit(node.node, frame)
        self.write("(")
        for value in (*node.args, *node.kwargs):
            self.visit(value, frame)
            self.write(", ")
        self.write(")")

    def visit_FromImport(self, node: nodes.FromImport, frame: Frame) -> None:  # noqa: N802
        """Take macros from a template that is made into a module once."""
        for name in node.names:
            taken, alias = name if isinstance(name, tuple) else (name, name)
            self.writeline(f"{frame.symbols.ref(alias)} = environment.part(", node)
            self.visit(node.template, frame)
            self.write(f").{taken}")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """Make a function of a macro."""
        del frame
        if macro_ref.accesses_caller or macro_ref.accesses_kwargs or macro_ref.accesses_varargs:
            self.fail("a macro names all that it takes", macro_ref.node.lineno)
        names = [one.name for one in macro_ref.node.args]
        self.write(f"environment.macro(macro, {names!r})")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        # What is finalized is escaped by that; Jinja would copy it once more.
        del node, frame
        self.write(finalize.src)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        del node, frame, finalize
        self.write(")")


class Environment(jinja2.Environment):
    """The environment of templates that are compiled so; all of them see the same globals."""

    code_generator_class = Generator

    def __init__(self, **options: Any) -> None:
        """Take Jinja's own options."""
        super().__init__(**options)
        self._parts: dict[str, TemplateModule] = {}

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Give all templates the same globals: to compare them for each import takes long."""
        return {**self.globals, **d} if d else self.globals

    def part(self, name: str) -> TemplateModule:
        """Return a template as the module from which others take its macros."""
        if name not in self._parts:
            self._parts[name] = self.get_template(name).module
        return self._parts[name]

    @staticmethod
    def macro(function: Callable[..., str], names: list[str]) -> Callable[..., Markup]:
        """Return a macro; `function` takes values in the order of their names, or `missing`."""
        function.__defaults__ = (missing,) * len(names)

        def macro(*given: Any, **named: Any) -> Markup:
            if named:
                given = (*given, *(named.pop(name, missing) for name in names[len(given) :]))
            return as_markup(function(*given, **named))

        return macro
