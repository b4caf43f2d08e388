"""Add tables, values and array items to TOML files by splices; every change is verified by reading it again."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from flaskwright.edits.destination import Destination
from flaskwright.edits.layout import Pair, Table, above_comments, items, line_start, tables
from flaskwright.edits.source import Splice, Unsure
from flaskwright.project import ManualStep

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flaskwright.project import Edit, Project

PYPROJECT = "pyproject.toml"
# The order in which a pyproject.toml has its tables; those of other names stand before the tools.
_FIRST_TABLES = ("build-system", "project", "dependency-groups")
_INDENT = "    "


@dataclass(frozen=True)
class Block:
    """A table of a file: the file's text, where the table stands in it, and the data of its own keys."""

    text: str
    index: int
    data: Mapping[str, Any]

    @property
    def table(self) -> Table:
        """Where the table stands."""
        return tables(self.text)[self.index]

    def has(self, key: str) -> bool:
        """Say whether the table has a key, be it a table of its own."""
        name = (*self.table.name, key)
        return key in self.data or any(other.name[: len(name)] == name for other in tables(self.text))


Change: TypeAlias = "tuple[Splice, Mapping[str, Any]] | None"


def toml_edit(path: str, code: str, table: str, change: Callable[[Block], Change]) -> Edit:
    """Make an edit of a table ("tool.ruff.lint"), made where it is missing.

    A number at the end of its name is an index in an array of tables. `change` gives a splice and the data that
    the table then has, None when it is there already, or raises Unsure: then, and where anything else would
    change, the edit asks for `code` to be written by hand.
    """

    def edit(project: Project) -> Project:
        if not project.has(path):
            return project.ask(ManualStep(path, "The file does not exist.", code))
        try:
            text = _with_table(project.text(path), table)
            block = _block(text, table)
            made = change(block)
            return project if made is None else project.put(path, _spliced(block, *made))
        except Unsure as unsure:
            return project.ask(ManualStep(path, str(unsure), code))

    return edit


def _spliced(block: Block, splice: Splice, expected: Mapping[str, Any]) -> str:
    """Give the changed text. Raises Unsure unless exactly this table has changed, as expected."""
    old = block.text
    text = old[: splice.start] + splice.text + old[splice.end :]
    before, after = tables(old), tables(text)
    same = len(before) == len(after) and all(
        i == block.index or old[one.start : one.end] == text[other.start : other.end]
        for i, (one, other) in enumerate(zip(before, after, strict=True))
    )
    if not same or _data(text, after[block.index]) != expected:
        raise Unsure("The file is written in a way that this change would disturb.")
    return text


def _data(text: str, table: Table) -> Mapping[str, Any]:
    found: Any = _loaded(text[table.start : table.end])
    for part in table.name:
        found = found[part]
    return found[0] if isinstance(found, list) else found  # type: ignore[no-any-return] # a table's own


@lru_cache(maxsize=256)
def _loaded(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unsure(f"The file is not TOML: {error}") from error


def _block(text: str, name: str) -> Block:
    index = _index(text, name.split("."))
    if index is None:
        raise Unsure(f"{name} is no table.")
    return Block(text, index, _data(text, tables(text)[index]))


# --- tables ---------------------------------------------------------------------------------------------------


def _with_table(text: str, name: str) -> str:
    """Give the text with the head of a table at its place among the others."""
    parts = name.split(".")
    if _index(text, parts) is not None:
        return text
    many = parts[-1].isdigit()
    dotted = tuple(parts[:-1] if many else parts)
    head = f"[[{'.'.join(dotted)}]]" if many else f"[{'.'.join(dotted)}]"
    heads = tables(text)[1:]
    smaller = [i for i, table in enumerate(heads) if _table_key(table.name) <= _table_key(dotted)]
    following = heads[smaller[-1] + 1 : smaller[-1] + 2] if smaller else heads[:1]
    at = above_comments(text, following[0].start) if following else len(text)
    before, after = text[:at].rstrip("\n"), text[at:]
    result = "".join([before, "\n\n" if before else "", head, "\n", "\n" if after else "", after])
    expected = _grown(_loaded(text), parts)
    try:
        made = _loaded(result)
    except Unsure:
        made = None
    if made != expected:
        raise Unsure(f"{name} cannot become a table in this file.")
    return result


def _index(text: str, parts: Sequence[str]) -> int | None:
    many = parts[-1].isdigit()
    name = tuple(parts[:-1] if many else parts)
    found = [i for i, t in enumerate(tables(text)) if t.name == name and t.is_array == many]
    return next(iter(found[int(parts[-1]) :] if many else found), None)


def _table_key(name: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    if name[0] in _FIRST_TABLES:
        return _FIRST_TABLES.index(name[0]), name
    return len(_FIRST_TABLES) + (name[0] == "tool"), name


def _grown(data: Any, parts: Sequence[str]) -> Any:
    """Give the data with an empty table; only what lies on the way is copied."""
    if not parts:
        return data if isinstance(data, Mapping) else {}
    if parts[0].isdigit():
        old = data if isinstance(data, list) else []
        return [*old, {}] if int(parts[0]) >= len(old) else old
    table = data if isinstance(data, Mapping) else {}
    return {**table, parts[0]: _grown(table.get(parts[0]), parts[1:])}


# --- keys -----------------------------------------------------------------------------------------------------


def ensure_toml(table: str, key: str, value: Any, *, path: str = PYPROJECT) -> Edit:
    """Set a key of a table ("tool.ruff.lint") that does not have it yet; a value that is there stays.

    The tools of a project with a guest package stay as their owner has set them.
    """

    def change(block: Block) -> Change:
        return None if block.has(key) else new_pair(block, key, value)

    return _unless_guest(toml_edit(path, f"[{table}]\n{_key(key)} = {literal(value)}", table, change), table)


def set_toml(table: str, key: str, value: Any, *, path: str = PYPROJECT) -> Edit:
    """Set a key of a table to a value, whatever it was; a mapping is written as an inline table."""

    def change(block: Block) -> Change:
        if not block.has(key):
            return new_pair(block, key, value)
        return None if block.data.get(key) == value else new_value(block, key, literal(value), value)

    return toml_edit(path, f"[{table}]\n{_key(key)} = {literal(value)}", table, change)


def new_value(block: Block, key: str, written: str, value: Any) -> Change:
    """Replace the value of a key. Raises Unsure where it is not written in one piece."""
    pair = block.table.pair(key)
    if pair is None:
        raise Unsure(f"{key} is a table.")
    return Splice(pair.value, pair.value_end, written), {**block.data, key: value}


def new_pair(block: Block, key: str, value: Any, written: str | None = None) -> Change:
    """Add a pair to a table, at its place where the keys are sorted, else behind them."""
    table, text = block.table, block.text
    # In [project] order tells what matters; elsewhere keys are sorted, "python" (Poetry's) before the others.
    order = [(pair.name != "python", pair.name) for pair in table.pairs]
    free = table.name == ("project",) or order != sorted(order)
    smaller = [pair for pair in table.pairs if free or pair.name == "python" or pair.name < key]
    at = table.body
    if table.pairs:
        at = smaller[-1].end if smaller else above_comments(text, table.pairs[0].start)
    row = f"{_key(key)} = {written or literal(value)}\n"
    if at and not text[:at].endswith("\n"):
        row = f"\n{row}"
    return Splice(at, at, row), {**block.data, key: value}


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else literal(key)


def literal(value: Any) -> str:
    """Write a value as TOML: an array of several items on several lines, a mapping as an inline table."""
    if isinstance(value, list) and len(value) > 1:
        return rows([_inline(item) for item in value])
    return _inline(value)


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {_inline(item)}" for key, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    # JSON's texts, numbers and truth values are TOML's too.
    return json.dumps(value, ensure_ascii=False)


def rows(parts: Sequence[str]) -> str:
    """Write an array with a row for each item."""
    return "[\n" + "".join(f"{_INDENT}{part},\n" for part in parts) + "]"


# --- items ----------------------------------------------------------------------------------------------------


def ensure_toml_item(table: str, key: str, item: Any, *, path: str = PYPROJECT) -> Edit:
    """Add an item to an array of a table, made where there is none; a sorted array stays sorted.

    The tools of a project with a guest package stay as their owner has set them.
    """

    def change(block: Block) -> Change:
        return new_item(block, key, item, order=str)

    code = f"[{table}]\n{_key(key)} = [..., {_inline(item)}]"
    return _unless_guest(toml_edit(path, code, table, change), table)


def _unless_guest(edit: Edit, table: str) -> Edit:
    is_tool = table.startswith("tool.")
    return lambda project: project if is_tool and Destination.of(project).guest else edit(project)


def new_item(
    block: Block, key: str, item: Any, *, order: Callable[[Any], Any], opened: bool = False
) -> Change:
    """Add an item to the array of a key, sorted by `order` if it was.

    The second item opens an array to a row for each; `opened` does so with the first.
    """
    if not block.has(key):
        return new_pair(block, key, [item], rows([_inline(item)]) if opened else None)
    pair, array = block.table.pair(key), block.data.get(key)
    if pair is None or not isinstance(array, list):
        raise Unsure(f"{key} is no array.")
    if item in array:
        return None
    keys = [order(value) for value in array]
    index = len(keys)
    if keys == sorted(keys):
        index = next((i for i, value in enumerate(keys) if value > order(item)), index)
    splice = _grown_array(block.text, pair, index, _inline(item), opened=opened)
    return splice, {**block.data, key: [*array[:index], item, *array[index:]]}


def _grown_array(text: str, pair: Pair, index: int, item: str, *, opened: bool) -> Splice:
    places = items(text, pair.value, pair.value_end)
    whole = text[pair.value : pair.value_end]
    parts = [text[start:end] for start, end in places]
    if "\n" not in whole and (len(parts) == 1 or (opened and not parts)):
        return Splice(pair.value, pair.value_end, rows([*parts[:index], item, *parts[index:]]))
    if not places:
        if whole[1:-1].strip():
            raise Unsure(f"Comments stand in {pair.name}.")
        return Splice(pair.value, pair.value_end, rows([item]) if "\n" in whole else f"[{item}]")
    if "\n" not in whole or not _has_rows(text, places, pair):
        start, end = places[min(index, len(places) - 1)]
        return Splice(start, start, f"{item}, ") if index < len(places) else Splice(end, end, f", {item}")
    return _row(text, places, index, item)


def _has_rows(text: str, places: list[tuple[int, int]], pair: Pair) -> bool:
    """Say whether each item has lines of its own."""
    starts = [line_start(text, start) for start, _end in places]
    ends = [pair.value, *(end for _start, end in places), pair.value_end - 1]
    return all(a >= b for a, b in zip([*starts, line_start(text, pair.value_end - 1)], ends, strict=False))


def _row(text: str, places: list[tuple[int, int]], index: int, item: str) -> Splice:
    if index < len(places):
        start = line_start(text, places[index][0])
        indent = text[start : places[index][0]]
        at = above_comments(text, start)
        return Splice(at, at, f"{indent}{item},\n")
    start, end = places[-1]
    indent = text[line_start(text, start) : start]
    row_end = text.index("\n", end) + 1
    tail = text[end:row_end]
    comma = "" if tail.lstrip().startswith(",") else ","
    return Splice(end, row_end, f"{comma}{tail}{indent}{item},\n")


def ensure_untyped(*modules: str) -> Edit:
    """Let mypy take modules ("flask_wtf.*") as they are: their packages say nothing of types."""
    table = "tool.mypy.overrides.0"
    verbs = [ensure_toml_item(table, "module", name) for name in modules]
    verbs.append(ensure_toml(table, "ignore_missing_imports", value=True))
    return lambda project: project.then(*verbs)
