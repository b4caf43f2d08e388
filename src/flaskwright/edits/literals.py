"""Add items to list, tuple and set literals, and arguments to calls."""

from __future__ import annotations

import ast
import copy
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from flaskwright.edits.format import LINE_LENGTH
from flaskwright.edits.isort import member_key
from flaskwright.edits.order import assigned_name
from flaskwright.edits.scope import Scope, scope
from flaskwright.edits.source import Change, Source, Splice, Unsure, indent_of, python_edit, same

if TYPE_CHECKING:
    from flaskwright.project import Edit, Project

Literal: TypeAlias = ast.List | ast.Tuple | ast.Set


def ensure_list_item(path: str, target: str, code: str) -> Edit:
    """Add an item to a list, tuple or set literal: "pytest_plugins", "Config.LANGUAGES", "__all__".

    A sorted literal stays sorted (`__all__` as ruff sorts it: constants, classes, the rest); else the item goes
    to the end. Asks when the target is assigned no literal.
    """
    item = ast.parse(code, mode="eval").body

    def plan(_project: Project, source: Source) -> Change | None:
        place, index, value = _assigned(source, target)
        if not isinstance(value, Literal):
            raise Unsure(f"{target} is not assigned a list, tuple or set.")
        if any(same(item, old) for old in value.elts):
            return None
        at = _item_index(value.elts, item, exported=target == "__all__")
        splice = _Growing(source, value, at, code).splice()
        grown = copy.copy(value)
        grown.elts = [*value.elts[:at], item, *value.elts[at:]]
        return Change((splice,), place.claim(index, 1, [_with_value(place.body[index], grown)]))

    return python_edit(path, f"{target} = [..., {code}]", plan)


def ensure_argument_item(path: str, function: str, argument: str, code: str) -> Edit:
    """Add an item to the list that a module's call gets as an argument: `setup(install_requires=[…])`.

    Asks when there is no such call, or its argument is no list.
    """
    item = ast.parse(code, mode="eval").body

    def plan(_project: Project, source: Source) -> Change | None:
        place = scope(source, None)
        for index, node in enumerate(place.body):
            call = node.value if isinstance(node, ast.Expr) else None
            if not isinstance(call, ast.Call) or ast.unparse(call.func).rpartition(".")[2] != function:
                continue
            keyword = next((k for k in call.keywords if k.arg == argument), None)
            if keyword is None or not isinstance(keyword.value, ast.List):
                break
            if any(same(item, old) for old in keyword.value.elts):
                return None
            at = _item_index(keyword.value.elts, item, exported=False)
            grown = copy.deepcopy(node)
            next(k for k in grown.value.keywords if k.arg == argument).value.elts.insert(at, item)  # type: ignore[attr-defined] # the call's copy
            splice = _Growing(source, keyword.value, at, code).splice()
            return Change((splice,), place.claim(index, 1, [grown]))
        raise Unsure(f"There is no {function}() with a list of {argument}.")

    return python_edit(path, f"{function}({argument}=[..., {code}])", plan)


def _assigned(source: Source, target: str) -> tuple[Scope, int, ast.expr]:
    """Find the one assignment of a name, of a class's attribute, or of a function's variable."""
    owner, _, name = target.rpartition(".")
    place = scope(source, owner or None)
    found = [i for i, node in enumerate(place.body) if assigned_name(node) == name]
    if len(found) != 1:
        raise Unsure(f"{target} is {'not assigned' if not found else 'assigned more than once'}.")
    node = place.body[found[0]]
    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
    if value is None:
        raise Unsure(f"{target} is assigned no value.")
    return place, found[0], value


def _with_value(statement: ast.stmt, value: ast.expr) -> ast.stmt:
    changed: Any = copy.copy(statement)
    changed.value = value
    return changed  # type: ignore[no-any-return] # the statement's copy


def _item_index(items: list[ast.expr], item: ast.expr, *, exported: bool) -> int:
    keys = [_item_key(old, exported=exported) for old in items]
    key = _item_key(item, exported=exported)
    if exported and keys != sorted(keys):
        keys = [_item_key(old, exported=False) for old in items]
        key = _item_key(item, exported=False)
    if keys != sorted(keys):
        return len(items)
    return next((i for i, old in enumerate(keys) if old > key), len(items))


def _item_key(item: ast.expr, *, exported: bool) -> tuple[Any, ...]:
    text = item.value if isinstance(item, ast.Constant) and isinstance(item.value, str) else ast.unparse(item)
    return member_key(text) if exported else (text,)


@dataclass(frozen=True)
class _Growing:
    """A literal that gets an item at an index."""

    source: Source
    value: Literal
    at: int
    code: str

    def splice(self) -> Splice:
        """Give the splice that adds the item, in the way that the literal is written."""
        source, value = self.source, self.value
        text = source.text[source.start(value) : source.end(value)]
        if not isinstance(value, ast.Tuple) or text.startswith("("):
            if not value.elts:
                return self._first(text)
            if "\n" in text:
                return self._rows()
            return self._in_line(text)
        if "\n" in text:
            raise Unsure("The tuple has no parentheses.")
        return self._between()

    def _first(self, text: str) -> Splice:
        if text[1:-1].strip():
            raise Unsure("Comments stand in the empty literal.")
        comma = "," if isinstance(self.value, ast.Tuple) else ""
        inside = self.source.start(self.value) + 1
        return Splice(inside, self.source.end(self.value) - 1, self.code + comma)

    def _between(self) -> Splice:
        elements = self.value.elts
        if self.at < len(elements):
            start = self.source.start(elements[self.at])
            return Splice(start, start, f"{self.code}, ")
        end = self.source.end(elements[-1])
        return Splice(end, end, f", {self.code}")

    def _in_line(self, text: str) -> Splice:
        source, value = self.source, self.value
        line = source.line(value.lineno)
        single = re.search(r",\s*[)\]}]$", text)
        if len(line) + len(self.code) + 2 <= LINE_LENGTH:
            if single and self.at == len(value.elts):
                end = source.end(value.elts[-1])
                return Splice(end, source.end(value) - 1, f", {self.code}")
            if single and len(value.elts) == 1:
                start = source.start(value.elts[0])
                return Splice(start, source.end(value) - 1, f"{self.code}, {source.segment(value.elts[0])}")
            return self._between()
        indent = indent_of(line)
        rows = [source.segment(e) for e in value.elts]
        rows.insert(self.at, self.code)
        inner = "".join(f"{indent}{source.indent}{row},\n" for row in rows)
        return Splice(source.start(value), source.end(value), f"{text[0]}\n{inner}{indent}{text[-1]}")

    def _rows(self) -> Splice:
        source, elements = self.source, self.value.elts
        starts = [e.lineno for e in elements]
        ends = [e.end_lineno or 0 for e in elements]
        tidy = starts[0] > self.value.lineno and all(a > b for a, b in zip(starts[1:], ends, strict=False))
        if not tidy or (self.value.end_lineno or 0) <= ends[-1]:
            return self._between()
        indent = indent_of(source.line(starts[0]))
        if self.at == 0:
            start = source.line_start(starts[0])
            return Splice(start, start, f"{indent}{self.code},\n")
        previous = elements[self.at - 1]
        end = source.end(previous)
        row_end = source.line_start((previous.end_lineno or 0) + 1)
        tail = source.text[end:row_end]
        if tail.lstrip().startswith(","):
            return Splice(row_end, row_end, f"{indent}{self.code},\n")
        # The last row has no comma yet; a comment may follow it.
        return Splice(end, row_end, f",{tail}{indent}{self.code},\n")


def ensure_call_argument(path: str, target: str, name: str, code: str) -> Edit:
    """Add a keyword argument to the call that a name is assigned ("bp", "create_app.app").

    An argument of that name keeps its value. Asks when the target is assigned no call.
    """
    value = ast.parse(code, mode="eval").body

    def plan(_project: Project, source: Source) -> Change | None:
        place, index, call = _assigned(source, target)
        if not isinstance(call, ast.Call) or any(k.arg is None for k in call.keywords):
            raise Unsure(f"{target} is not assigned a plain call.")
        if any(k.arg == name for k in call.keywords):
            return None
        grown = copy.copy(call)
        grown.keywords = [*call.keywords, ast.keyword(name, value)]
        splice = _argument(source, call, f"{name}={code}")
        return Change((splice,), place.claim(index, 1, [_with_value(place.body[index], grown)]))

    return python_edit(path, f"{target} = ...(..., {name}={code})", plan)


def _argument(source: Source, call: ast.Call, code: str) -> Splice:
    parts: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    close = source.end(call) - 1
    if not parts:
        return Splice(close, close, code)
    last = max(parts, key=source.end)
    end = source.end(last)
    tail = source.text[end:close]
    if "\n" not in source.segment(call):
        line = source.line(call.lineno)
        if len(line) + len(code) + 2 <= LINE_LENGTH:
            return Splice(end, end + len(tail), f", {code}")
        return _rows(source, call, [source.segment(p) for p in sorted(parts, key=source.start)], code)
    indent = indent_of(source.line(last.lineno))
    if tail.strip() == ",":
        return Splice(end, end, f",\n{indent}{code}")
    if tail.strip() or "#" in source.segment(call):
        raise Unsure("Comments stand between the arguments.")
    if len(source.line(last.end_lineno or 0)) + len(code) + 2 <= LINE_LENGTH:
        return Splice(end, end, f", {code}")
    return _rows(source, call, [source.segment(p) for p in sorted(parts, key=source.start)], code)


def _rows(source: Source, call: ast.Call, parts: list[str], code: str) -> Splice:
    """The arguments on a row of their own below the call's head, or each on its own."""
    indent = indent_of(source.line(call.lineno))
    open_ = source.end(call.func) + 1
    inner = indent + source.indent
    together = ", ".join([*parts, code])
    if len(inner) + len(together) <= LINE_LENGTH:
        return Splice(open_, source.end(call) - 1, f"\n{inner}{together}\n{indent}")
    rows = "".join(f"{inner}{part},\n" for part in [*parts, code])
    return Splice(open_, source.end(call) - 1, f"\n{rows}{indent}")
