"""Where the tables, keys, values and items of a TOML file stand in its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from flaskwright.edits.source import Unsure

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_NAME = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_HEAD = re.compile(rf"^\[(\[?)[ \t]*({_NAME})[ \t]*\]\]?[ \t]*(?:#[^\n]*)?(?:\n|\Z)", re.MULTILINE)
_PAIR = re.compile(rf"[ \t]*({_NAME})[ \t]*=[ \t]*")
_EMPTY = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{},\n]'
    r"|[ \t]+|[^\s\"'#\[\]{},]+",
    re.DOTALL,
)


@dataclass(frozen=True)
class Pair:
    """A key with its value: offsets of its line, of its value, behind that, and behind its last line."""

    name: str
    start: int
    value: int
    value_end: int
    end: int

    def moved(self, by: int) -> Pair:
        """Give the pair with its offsets moved."""
        return Pair(self.name, self.start + by, self.value + by, self.value_end + by, self.end + by)


@dataclass(frozen=True)
class Table:
    """A table: where it starts in the text, its name, whether it is one of an array.

    `stop` is where the next table starts.
    """

    start: int
    stop: int
    name: tuple[str, ...]
    is_array: bool
    block: _Block

    @property
    def body(self) -> int:
        """Give the offset behind the table's head."""
        return self.start + self.block.body

    @property
    def end(self) -> int:
        """Give the offset behind the last line that is the table's for sure."""
        return self.start + (self.block.pairs[-1].end if self.block.pairs else self.block.body)

    @property
    def pairs(self) -> list[Pair]:
        """Give the table's pairs."""
        return [pair.moved(self.start) for pair in self.block.pairs]

    def pair(self, key: str) -> Pair | None:
        """Find the pair of a key."""
        return next((pair.moved(self.start) for pair in self.block.pairs if pair.name == key), None)


@dataclass(frozen=True)
class _Block:
    """What is in a table's text: where its body starts, and its pairs."""

    body: int
    pairs: tuple[Pair, ...]


@lru_cache(maxsize=256)
def tables(text: str) -> tuple[Table, ...]:
    """Give the tables of a text, the root first. Raises Unsure where it is no TOML.

    A head is a line of its own that starts with a bracket. A row of an array may look so too; then the blocks
    do not read as TOML.
    """
    heads = list(_HEAD.finditer(text))
    stops = [*(head.start() for head in heads), len(text)]
    found = [Table(0, stops[0], (), is_array=False, block=_block(text[: stops[0]], 0))]
    for head, stop in zip(heads, stops[1:], strict=True):
        start = head.start()
        block = _block(text[start:stop], head.end() - start)
        found.append(Table(start, stop, split(head[2]), is_array=bool(head[1]), block=block))
    return tuple(found)


@lru_cache(maxsize=512)
def _block(text: str, body: int) -> _Block:
    pairs: list[Pair] = []
    offset = body
    while offset < len(text):
        if empty := _EMPTY.match(text, offset):
            offset = empty.end()
            continue
        pair = _PAIR.match(text, offset)
        value_end = _value_end(text, pair.end()) if pair else offset
        line = _EMPTY.match(text, value_end)
        if pair is None or line is None:
            raise Unsure("The file is not TOML, or written in an unusual way.")
        pairs.append(Pair(".".join(split(pair[1])), offset, pair.end(), value_end, line.end()))
        offset = line.end()
    return _Block(body, tuple(pairs))


@lru_cache(maxsize=512)
def split(name: str) -> tuple[str, ...]:
    """Split a dotted name into its keys, without their quotes."""
    return tuple(part.strip("\"'") for part in re.findall(_KEY, name))


def _value_end(text: str, offset: int) -> int:
    depth = 0
    while token := _TOKEN.match(text, offset):
        first = token[0][0]
        offset = token.end()
        depth += (first in "[{") - (first in "]}")
        if depth == 0 and first not in " \t#,\n":
            return offset
    raise Unsure("The file is not TOML.")


def items(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Give the offsets of the items of the array that stands from `start` to `end`."""
    found: list[tuple[int, int]] = []
    offset = start + 1
    while offset < end - 1 and (token := _TOKEN.match(text, offset)):
        if token[0][0] in " \t#,\n":
            offset = token.end()
        else:
            stop = _value_end(text, offset)
            found.append((offset, stop))
            offset = stop
    return found


def line_start(text: str, offset: int) -> int:
    """Give the offset where the line of an offset starts."""
    return text.rfind("\n", 0, offset) + 1


def above_comments(text: str, start: int) -> int:
    """Give the start of the comment lines right above a line, or of that line itself."""
    while start and text[line_start(text, start - 1) : start].lstrip().startswith("#"):
        start = line_start(text, start - 1)
    return start
