"""Say in an older Python, and to an older Flask or WTForms, what a template says in today's.

Templates are written once, for the Python and the Flask of new applications. Where an application stands on older ones,
the same code is put into their words: what has the same meaning there, from Python 3.8 on. What has not is left to
templates (`flask` and `python` are among their values) and to the capabilities, which say how old a ground they bear.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from flaskwright.edits.source import Source, Splice
from flaskwright.facts.ground import TODAY, Ground
from flaskwright.facts.source import parse

# What `typing` has since Python 3.11, and only annotations need.
_LATE = frozenset({"LiteralString", "Never", "NotRequired", "Required", "Self", "Unpack"})
# The method decorators of Flask 2.0.
_VERBS = frozenset({"get", "post", "put", "delete", "patch"})
_ALIASES = {
    "dict": "Dict",
    "frozenset": "FrozenSet",
    "list": "List",
    "set": "Set",
    "tuple": "Tuple",
    "type": "Type",
}


def in_older_words(text: str, ground: Ground) -> str:
    """Give a module's text as code for an older Python and Flask; one that does not parse stays as it is."""
    parsed = parse(text.encode())
    if ground == TODAY or parsed.problem:
        return text
    module = _Module(Source("", text, parsed.tree), ground)
    # From behind; of two at one place the first to be given comes first.
    numbered = enumerate(module.splices())
    for _, splice in sorted(numbered, key=lambda item: (item[1].start, item[0]), reverse=True):
        text = text[: splice.start] + splice.text + text[splice.end :]
    return text


@dataclass(frozen=True)
class _Module:
    source: Source
    ground: Ground

    def splices(self) -> Iterator[Splice]:
        if self.ground.python < TODAY.python:
            if self.ground.python < (3, 10) or self.late:
                yield from self._lazy_annotations()
            yield from self._late_types()
            yield from self._utc()
            yield from self._words()
            yield from self._bases()
        if self.ground.python < (3, 10):
            yield from self._loose_zips()
            yield from self._unions()
            yield from self._parameters()
        if self.ground.python < (3, 9):
            yield from self._subscripts()
            yield from self._managers()
        if self.ground.flask < (2, 2):
            yield from self._context()
        if self.ground.flask < (2, 0):
            yield from self._routes()
            yield from self._types()
        if self.ground.flask < (1, 0):
            yield from self._runner()
        if self.ground.wtforms < TODAY.wtforms:
            yield from self._choices()

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.source.tree))

    @cached_property
    def annotations(self) -> frozenset[ast.AST]:
        """The nodes that nobody evaluates once annotations are lazy (PEP 563)."""
        found: list[ast.AST | None] = []
        for node in self.nodes:
            if isinstance(node, ast.arg | ast.AnnAssign):
                found.append(node.annotation)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.append(node.returns)
        return frozenset(inner for node in found if node for inner in ast.walk(node))

    @cached_property
    def late(self) -> bool:
        """Whether it imports names of `typing` that Python 3.10 does not have."""
        return any(alias.name in _LATE for statement in self._imports("typing") for alias in statement.names)

    def _imports(self, module: str) -> Iterator[ast.ImportFrom]:
        return (node for node in self.nodes if isinstance(node, ast.ImportFrom) and node.module == module)

    def _replaced(self, node: ast.expr | ast.stmt | ast.alias, text: str) -> Splice:
        return Splice(self.source.start(node), self.source.end(node), text)

    def _names(self, names: Iterable[str]) -> Iterator[ast.Name]:
        wanted = frozenset(names)
        return (node for node in self.nodes if isinstance(node, ast.Name) and node.id in wanted)

    def _added(self, code: str) -> Splice:
        """Add an import, behind the docstring: the formatter finds its place."""
        body = self.source.tree.body
        first = body[0] if body and ast.get_docstring(self.source.tree, clean=False) is not None else None
        if first is None:
            return Splice(0, 0, f"{code}\n")
        end = self.source.end(first)
        return Splice(end, end, f"\n\n{code}")

    def _lazy_annotations(self) -> Iterator[Splice]:
        if self.annotations and not any(self._imports("__future__")):
            yield self._added("from __future__ import annotations\n")

    def _runner(self) -> Iterator[Splice]:
        """Take Click's runner of commands for the one that Flask 1.0 brings; an application's tests give it."""
        for statement in self._imports("flask.testing"):
            names = sorted(alias.name for alias in statement.names if alias.name != "FlaskCliRunner")
            if len(names) < len(statement.names):
                click = "from click.testing import CliRunner as FlaskCliRunner"
                flask = f"from flask.testing import {', '.join(names)}"
                yield self._replaced(statement, f"{click}\n{flask}" if names else click)

    def _late_types(self) -> Iterator[Splice]:
        """Import for type checkers what only annotations need, from where it is for every Python."""
        for statement in self._imports("typing"):
            names = {alias.name for alias in statement.names}
            if late := sorted(names & _LATE):
                rest = ", ".join(sorted({"TYPE_CHECKING", *names} - _LATE))
                yield self._replaced(statement, f"from typing import {rest}")
                yield self._for_checkers(f"from typing_extensions import {', '.join(late)}")

    def _for_checkers(self, code: str) -> Splice:
        """Add an import that is not made when code runs."""
        body = self.source.tree.body
        for node in body:
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
                start = self.source.start(node.body[0])
                return Splice(start, start, f"{code}\n    ")
        last = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)][-1]
        end = self.source.end(last)
        return Splice(end, end, f"\n\nif TYPE_CHECKING:\n    {code}\n")

    def _utc(self) -> Iterator[Splice]:
        """Python 3.11 gave `datetime.timezone.utc` a name of its own."""
        for statement in self._imports("datetime"):
            for alias in statement.names:
                if alias.name == "UTC":
                    yield self._replaced(alias, "timezone")
                    yield from (self._replaced(name, "timezone.utc") for name in self._names(["UTC"]))
        for node in self.nodes:
            if (
                isinstance(node, ast.Attribute)
                and node.attr == "UTC"
                and ast.unparse(node.value) in {"dt", "datetime"}
            ):
                yield self._replaced(node, f"{ast.unparse(node.value)}.timezone.utc")

    def _words(self) -> Iterator[Splice]:
        """Enumerations of words have a class of their own since Python 3.11, which also prints them so."""
        imported = [a for statement in self._imports("enum") for a in statement.names if a.name == "StrEnum"]
        yield from (self._replaced(alias, "Enum") for alias in imported)
        bases: set[ast.AST] = set()
        for node in self.nodes:
            if isinstance(node, ast.ClassDef) and node.bases and _is_words(node.bases[0]):
                bases.add(node.bases[0])
                documented = ast.get_docstring(node, clean=False) is not None
                at = self.source.end(node.body[0]) if documented else self.source.start(node.body[0])
                indent = " " * node.body[0].col_offset
                line = "__str__ = str.__str__"
                yield Splice(at, at, f"\n\n{indent}{line}" if documented else f"{line}\n{indent}")
        for node in self.nodes:
            if isinstance(node, ast.Name | ast.Attribute) and _is_words(node):
                plain = ast.unparse(node).replace("StrEnum", "Enum")
                yield self._replaced(node, f"str, {plain}" if node in bases else plain)

    def _bases(self) -> Iterator[Splice]:
        """Classes of the library got their type parameters one by one: `logging.StreamHandler` in 3.11."""
        for node in self.nodes:
            for base in node.bases if isinstance(node, ast.ClassDef) else ():
                if isinstance(base, ast.Subscript) and isinstance(base.value, ast.Attribute):
                    yield Splice(self.source.end(base.value), self.source.end(base), "")

    def _loose_zips(self) -> Iterator[Splice]:
        for node in self.nodes:
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "zip":
                for word in (word for word in node.keywords if word.arg == "strict"):
                    yield Splice(self.source.end(node.args[-1]), self.source.end(word), "")

    def _unions(self) -> Iterator[Splice]:
        """Types are joined by `|` since Python 3.10."""
        joined = False
        for node in self.nodes:
            if node in self.annotations:
                continue
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"isinstance", "issubclass"}:
                if isinstance(node.args[1], ast.BinOp):
                    yield self._replaced(node.args[1], f"({self._parts(node.args[1])})")
            elif isinstance(node, ast.Subscript):
                for part in node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]:
                    if isinstance(part, ast.BinOp) and isinstance(part.op, ast.BitOr):
                        joined = True
                        yield self._replaced(part, f"Union[{self._parts(part)}]")
        if joined:
            yield self._added("from typing import Union\n")

    def _parts(self, node: ast.expr) -> str:
        """Give the types that a union joins, as a list of code."""
        if isinstance(node, ast.BinOp):
            return f"{self._parts(node.left)}, {self._parts(node.right)}"
        return self.source.text[self.source.start(node) : self.source.end(node)]

    def _parameters(self) -> Iterator[Splice]:
        """`typing` has ParamSpec since Python 3.10; until then a type variable stands in where code runs."""
        for statement in self._imports("typing"):
            names = [alias.name for alias in statement.names]
            if "ParamSpec" in names:
                rest = {"TYPE_CHECKING", "TypeVar", *names} - {"ParamSpec"}
                yield self._replaced(statement, f"from typing import {', '.join(sorted(rest))}")
                for node in self.source.tree.body:
                    if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("ParamSpec("):
                        yield self._replaced(node, _for_types_only(ast.unparse(node)))

    def _subscripts(self) -> Iterator[Splice]:
        """Before Python 3.9 only the names of `typing` can be subscribed where code runs."""
        subscribed = {
            node.value.id: node.value
            for node in self.nodes
            if isinstance(node, ast.Subscript)
            and isinstance(node.value, ast.Name)
            and node not in self.annotations
        }
        for statement in self._imports("collections.abc"):
            if subscribed.keys() & {alias.name for alias in statement.names}:
                names = ", ".join(ast.unparse(alias) for alias in statement.names)
                yield self._replaced(statement, f"from typing import {names}")
        builtin = sorted(subscribed.keys() & _ALIASES.keys())
        if builtin:
            yield self._added(f"from typing import {', '.join(_ALIASES[name] for name in builtin)}\n")
        yield from (
            self._replaced(node.value, _ALIASES[node.value.id])
            for node in self.nodes
            if isinstance(node, ast.Subscript)
            and node not in self.annotations
            and isinstance(node.value, ast.Name)
            and node.value.id in builtin
        )

    def _managers(self) -> Iterator[Splice]:
        """Several context managers stand in parentheses since Python 3.9."""
        for node in self.nodes:
            if isinstance(node, ast.With) and len(node.items) > 1:
                head = self.source.start(node)
                first = ", ".join(ast.unparse(item) for item in node.items)
                end = self.source.text.rindex(":", head, self.source.start(node.body[0]))
                yield Splice(head, end, f"with {first}")

    def _context(self) -> Iterator[Splice]:
        """Flask 2.2 gave the context of a request a name; before, it was the top of a stack."""
        for statement in self._imports("flask.globals"):
            if [alias.name for alias in statement.names] == ["request_ctx"]:
                yield self._replaced(statement, "from flask import _request_ctx_stack")
                names = self._names(["request_ctx"])
                yield from (self._replaced(name, "_request_ctx_stack.top") for name in names)

    def _routes(self) -> Iterator[Splice]:
        for node in self.nodes:
            if not isinstance(node, ast.FunctionDef):
                continue
            for call in node.decorator_list:
                if (
                    isinstance(call, ast.Call)
                    and isinstance(call.func, ast.Attribute)
                    and call.func.attr in _VERBS
                ):
                    yield from self._route(call, call.func)

    def _route(self, call: ast.Call, name: ast.Attribute) -> Iterator[Splice]:
        end = self.source.end(name)
        yield Splice(end - len(name.attr), end, "route")
        if name.attr != "get":
            last = self.source.end((*call.args, *(word.value for word in call.keywords))[-1])
            yield Splice(last, last, f', methods=["{name.attr.upper()}"]')

    def _choices(self) -> Iterator[Splice]:
        """WTForms takes words and their labels as a dictionary since 3.3; before, one was of groups."""
        for node in self.nodes:
            if isinstance(node, ast.keyword) and node.arg == "choices" and isinstance(node.value, ast.Dict):
                both = zip(node.value.keys, node.value.values, strict=True)
                pairs = (f"({ast.unparse(key)}, {ast.unparse(label)})" for key, label in both if key)
                yield self._replaced(node.value, f"[{', '.join(pairs)}]")

    def _types(self) -> Iterator[Splice]:
        """Flask and Werkzeug have types, and names for them, since 2.0."""
        for statement in (*self._imports("flask.typing"), *self._imports("werkzeug.test")):
            names = self._names(alias.name for alias in statement.names)
            yield from (self._replaced(name, "Any") for name in names)
            yield self._replaced(statement, "from typing import Any")


def _is_words(node: ast.expr) -> bool:
    return ast.unparse(node) in {"StrEnum", "enum.StrEnum"}


def _for_types_only(assignment: str) -> str:
    return (
        "if TYPE_CHECKING:\n"
        "    from typing_extensions import ParamSpec\n\n"
        f"    {assignment}\n"
        "else:\n"
        f"    {assignment.replace('ParamSpec(', 'TypeVar(')}"
    )
