"""Python that is newer than the one we run on, put so that this one parses it, with everything at its place.

A project on Python 3.14 can be read by Flaskwright on 3.11. No character moves and no line is added, so the positions
of the tree hold for the text as it was written:

- strings in an f-string's fields get the other quotes, and a field that still cannot be parsed becomes a name that is
  not known (PEP 701, Python 3.12); so does the whole of a field in a template string (PEP 750, 3.14)
- type parameters are left out and `type A = int` is read as `A = int` (PEP 695, 3.12)
- `except A, B:` is read as `except A | B:` (PEP 758, 3.14), and `lazy import a` as `import a` (PEP 810, 3.15)
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass, field, replace

_PREFIX = "[bBfFrRtTuU]|[bBfFtT][rR]|[rR][bBfFtT]"
_QUOTE = "'''|\"\"\"|'|\""
_NEXT = re.compile(rf"(?P<comment>\#[^\r\n]*)|(?P<prefix>(?<!\w)(?:{_PREFIX})|)(?P<quote>{_QUOTE})")
_ALIAS = re.compile(r"(?m)^([ \t]*)(type[ \t]+)(\w+)(?=[ \t]*[\[=])")
_PARAMETERS = re.compile(r"(?m)^[ \t]*(?:(?:async[ \t]+)?def|class|type)[ \t]+\w+[ \t]*(?=\[)")
_EXCEPT = re.compile(r"(?m)^[ \t]*except\*?[ \t]+(?=[^\s(:])([^:\r\n]+):")
_LAZY = re.compile(r"(?m)^([ \t]*)(lazy[ \t]+)(import|from)\b")
_LINE_END = re.compile(r"\r\n|\r|\n")
_OPENING, _CLOSING = "([{", ")]}"
_OTHER_QUOTES = str.maketrans("'\"", "\"'")


def in_older_words(text: str) -> str:
    """Give a text that parses here where the given one does, at most, on a newer Python; itself where nothing helps."""
    scan = _Scan(text)
    scan.code(0)
    chars = list(text)
    for found in scan.strings:
        if found.is_format:
            chars[found.start : found.end] = _older_string(text, found)
    bare = scan.bare()
    for match in _LAZY.finditer(bare):
        _shift(chars, match.start(2), match.start(3), match.end(3))
    for match in _EXCEPT.finditer(bare):
        for at in _commas(bare, match.start(1), match.end(1)):
            chars[at] = "|"
    for match in _PARAMETERS.finditer(bare):
        end = _closed(bare, match.end())
        chars[match.end() : end] = _blank(text[match.end() : end], joined=True)
    for match in _ALIAS.finditer(bare):
        _shift(chars, match.start(2), match.start(3), match.end(3))
    return "".join(chars)


@dataclass(frozen=True)
class _Field:
    """A replacement field, braces included; `strings` are those right in its expression and in its format's."""

    start: int
    end: int
    strings: tuple[_String, ...] = ()


@dataclass(frozen=True)
class _String:
    """A string literal: its prefix, its quotes, and its fields where it is formatted."""

    start: int
    end: int
    prefix: str
    quote: str
    fields: tuple[_Field, ...] = ()

    @property
    def is_format(self) -> bool:
        return bool(set(self.prefix.lower()) & set("ft"))


@dataclass
class _Scan:
    """Goes through a text and notes its comments and its outermost strings, as PEP 701 reads them."""

    text: str
    comments: list[tuple[int, int]] = field(default_factory=list)
    strings: list[_String] = field(default_factory=list)

    def bare(self) -> str:
        """Give the text with comments and strings blanked, each character by one."""
        chars = list(self.text)
        for start, end in (*self.comments, *((one.start, one.end) for one in self.strings)):
            chars[start:end] = (char if char in "\r\n" else " " for char in self.text[start:end])
        return "".join(chars)

    def code(self, at: int) -> None:
        """Note what the text holds from a place on."""
        while match := _NEXT.search(self.text, at):
            if match["comment"]:
                self.comments.append(match.span())
                at = match.end()
            else:
                found = self._string(match)
                self.strings.append(found)
                at = found.end

    def _string(self, match: re.Match[str]) -> _String:
        prefix, quote = match["prefix"], match["quote"]
        found = _String(match.start(), match.end(), prefix, quote)
        return self._formatted(found) if found.is_format else replace(found, end=self._end(found))

    def _end(self, string: _String) -> int:
        at = string.end
        while at < len(self.text) and not self.text.startswith(string.quote, at):
            at += 2 if self.text[at] == "\\" else 1
        return min(at + len(string.quote), len(self.text))

    def _formatted(self, string: _String) -> _String:
        fields, at = [], string.end
        while at < len(self.text) and not self.text.startswith(string.quote, at):
            if self.text.startswith(("{{", "}}"), at):
                at += 2
            elif self.text[at] == "{":
                fields.append(self._field(at, string.quote))
                at = fields[-1].end
            elif self.text.startswith("\\N{", at) and "r" not in string.prefix.lower():
                at = self.text.find("}", at) + 1 or len(self.text)
            else:
                at += 2 if self.text[at] == "\\" and self.text[at + 1 : at + 2] not in {"{", "}"} else 1
        return replace(string, end=min(at + len(string.quote), len(self.text)), fields=tuple(fields))

    def _field(self, start: int, quote: str) -> _Field:
        """Follow a field: an expression, then a conversion and a format that may have fields of its own."""
        at, depth = start + 1, 0
        strings: list[_String] = []
        while at < len(self.text):
            match = _NEXT.match(self.text, at)
            char = self.text[at]
            if match and match["comment"]:
                at = match.end()
            elif match:
                strings.append(self._string(match))
                at = strings[-1].end
            elif char in _OPENING:
                at, depth = at + 1, depth + 1
            elif depth and char in _CLOSING:
                at, depth = at + 1, depth - 1
            elif char == "}":
                return _Field(start, at + 1, tuple(strings))
            elif char == ":" and not depth:
                end = self._format(at + 1, quote, strings)
                return _Field(start, end, tuple(strings))
            else:
                at += 1
        return _Field(start, len(self.text), tuple(strings))

    def _format(self, at: int, quote: str, strings: list[_String]) -> int:
        """Give the offset behind the brace that ends a field whose format starts here; adds the format's strings."""
        while at < len(self.text) and not self.text.startswith(quote, at):
            if self.text[at] == "{":
                inner = self._field(at, quote)
                strings.extend(inner.strings)
                at = inner.end
            elif self.text[at] == "}":
                return at + 1
            else:
                at += 1
        return at


def _older_string(text: str, string: _String) -> str:
    """Give a formatted string of the same length that can be parsed."""
    code = text[string.start : string.end]
    template = "t" in string.prefix.lower()
    if not template and _parses(code):
        return code
    prefix = re.sub("[tT]", "f", string.prefix)
    chars = list(prefix + code[len(prefix) :])
    for one in string.fields:
        start, end = one.start - string.start, one.end - string.start
        chars[start:end] = _older_field(text, string, one, template=template)
    return "".join(chars)


def _older_field(text: str, string: _String, one: _Field, *, template: bool) -> str:
    code = text[one.start : one.end]
    if template:
        return _masked(code, string.quote)
    open_, shut = f"f{string.quote}", string.quote
    if _parses(f"{open_}{code}{shut}"):
        return code
    swapped = list(code)
    for inner in one.strings:
        start, end = inner.start - one.start, inner.end - one.start
        swapped[start:end] = code[start:end].translate(_OTHER_QUOTES)
    if all(_is_plain(text, inner) for inner in one.strings) and _parses(f"{open_}{''.join(swapped)}{shut}"):
        return "".join(swapped)
    return _masked(code, string.quote)


def _is_plain(text: str, string: _String) -> bool:
    """Say whether a string keeps its value when its quotes become the other ones: it holds neither."""
    inside = text[string.start + len(string.prefix) : string.end].strip(string.quote)
    return not {"'", '"'} & set(inside)


def _masked(code: str, quote: str) -> str:
    """Give a field of the same length whose value is not known; itself where there is no room for that, or no end."""
    if not code.endswith("}"):
        return code
    if not _LINE_END.search(code):
        return "{" + "".join(map(_letter, code[1:-1])) + "}"
    text = _blank(code, joined=len(quote) == 1)
    at = text.find("   ")
    return f"{text[:at]}{{_}}{text[at + 3 :]}" if at >= 0 else code


def _letter(char: str) -> str:
    """Give a letter of as many bytes, in which the columns of a tree are counted."""
    return ("_", "é", "中", "𠀀")[len(char.encode()) - 1]


def _blank(code: str, *, joined: bool) -> str:
    """Blank code; the lines that it goes over become one when they are to be `joined`."""
    chars = [char if char in "\r\n" else " " for char in code]
    for end in _LINE_END.finditer(code) if joined else ():
        if chars[end.start() - 1] == " ":
            chars[end.start() - 1] = "\\"
    return "".join(chars)


def _shift(chars: list[str], start: int, word: int, end: int) -> None:
    """Move a word to where the one before it starts, and blank what it leaves."""
    moved = chars[word:end]
    chars[start:end] = [*moved, *" " * (word - start)]


def _commas(bare: str, start: int, end: int) -> list[int]:
    depth, found = 0, []
    for at in range(start, end):
        depth += (bare[at] in _OPENING) - (bare[at] in _CLOSING)
        if bare[at] == "," and not depth:
            found.append(at)
    return found


def _closed(bare: str, at: int) -> int:
    """Give the offset behind the bracket that closes the one at a place."""
    depth = 0
    for index in range(at, len(bare)):
        depth += (bare[index] in _OPENING) - (bare[index] in _CLOSING)
        if not depth:
            return index + 1
    return len(bare)


def _parses(code: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
