"""Add sections to Markdown, variables to environment files, lines to lists, and blocks to YAML."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from flaskwright.edits.destination import Destination
from flaskwright.edits.source import Unsure
from flaskwright.project import ManualStep

if TYPE_CHECKING:
    from collections.abc import Callable

    from flaskwright.project import Edit, Project

_VARIABLE = re.compile(r"(?:export\s+)?#?\s*([A-Za-z_][A-Za-z0-9_]*)=")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_KEY = re.compile(r"""( *)(?:- )?("[^"]*"|'[^']*'|[^\s#:'"][^#:]*?)\s*:(?:\s|$)""")


def text_edit(path: str, code: str, change: Callable[[list[str]], list[str] | None]) -> Edit:
    """Make an edit of a text file's lines.

    `change` gives the new ones, None when it is there already, or raises Unsure.
    """

    def edit(project: Project) -> Project:
        if not project.has(path):
            return project.ask(ManualStep(path, "The file does not exist.", code))
        text = project.text(path)
        ended = text.endswith("\n") or not text
        lines = text.removesuffix("\n").split("\n") if text else []
        try:
            changed = change(lines)
        except Unsure as unsure:
            return project.ask(ManualStep(path, str(unsure), code))
        if changed is None:
            return project
        return project.put(path, "\n".join(changed) + ("\n" if ended else ""))

    return edit


def ensure_line(path: str, line: str) -> Edit:
    """Add a line to a file such as .gitignore, at its end. The file is made when it is not there."""

    def edit(project: Project) -> Project:
        if not project.has(path):
            return project.put(path, f"{line}\n")

        def change(lines: list[str]) -> list[str] | None:
            return None if line in [row.strip() for row in lines] else _with_line(lines, line)

        return text_edit(path, line, change)(project)

    return edit


def _with_line(lines: list[str], line: str) -> list[str]:
    if any(not row.strip() for row in lines) or lines != sorted(lines):
        return [*lines, line]
    return sorted([*lines, line])


def ensure_env(path: str, name: str, value: str, comment: str = "") -> Edit:
    """Add a variable to an environment file, in alphabetical order, its comment above it.

    One that is there, even commented out, stays as it is. The file is made when it is not there.
    """
    rows = [f"# {row}" for row in comment.split("\n") if row] + [f"{name}={value}"]

    def change(lines: list[str]) -> list[str] | None:
        blocks = _variables(lines)
        if any(found == name for found, _start, _stop in blocks):
            return None
        smaller = [stop for found, _start, stop in blocks if found < name]
        greater = [start for found, start, _stop in blocks if found > name]
        at = smaller[-1] if smaller else greater[0] if greater else len(lines)
        return [*lines[:at], *rows, *lines[at:]]

    def edit(project: Project) -> Project:
        made = project if project.has(path) else project.put(path, "")
        return text_edit(path, "\n".join(rows), change)(made)

    return edit


def _variables(lines: list[str]) -> list[tuple[str, int, int]]:
    """Give name, first line (of the comments right above it) and the line after of each variable."""
    found = []
    top = 0
    for i, line in enumerate(lines):
        if match := _VARIABLE.match(line.strip()):
            found.append((match[1], top, i + 1))
            top = i + 1
        elif not line.strip().startswith("#"):
            top = i + 1
    return found


def ensure_section(path: str, heading: str, body: str, *, under: str | None = None) -> Edit:
    """Add a section ("### Mail") to a Markdown file, in alphabetical order below the heading `under`.

    Without `under` it goes to the end of the file. A section of that heading stays as it is. Asks when `under`
    is not there. What is said of a guest's parts stands in their own README.
    """
    text = f"{heading}\n\n{textwrap.dedent(body).strip()}"
    wanted = _HEADING.match(heading)
    if wanted is None:
        raise ValueError(f"no heading: {heading}")
    level, title = len(wanted[1]), wanted[2]

    def change(lines: list[str], place: Destination) -> list[str] | None:
        headings = _headings(lines)
        start, stop = _part(headings, under, len(lines))
        inner = [(i, t) for i, n, t in headings if start <= i < stop and n == level]
        if any(t == title for _i, t in inner):
            return None
        ends = [*(i for i, _t in inner[1:]), stop]
        smaller = [end for (_i, t), end in zip(inner, ends, strict=False) if t.lower() < title.lower()]
        if under is None:
            at = len(lines)
        elif smaller:
            at = smaller[-1]
        else:
            at = inner[0][0] if inner else stop
        return _paragraph(lines, at, place.words(text).split("\n"))

    def edit(project: Project) -> Project:
        place = Destination.of(project)
        return text_edit(place.path(path), text, lambda lines: change(lines, place))(project)

    return edit


def _headings(lines: list[str]) -> list[tuple[int, int, str]]:
    """Give index, level and title of the headings, those in fenced code left out."""
    found = []
    fence = ""
    for i, line in enumerate(lines):
        if mark := re.match(r"\s{0,3}(```+|~~~+)", line):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        elif not fence and (match := _HEADING.match(line)):
            found.append((i, len(match[1]), match[2]))
    return found


def _part(headings: list[tuple[int, int, str]], under: str | None, size: int) -> tuple[int, int]:
    """The lines that belong to the heading `under`."""
    if under is None:
        return 0, size
    wanted = _HEADING.match(under)
    for i, level, title in headings:
        if wanted and (level, title) == (len(wanted[1]), wanted[2]):
            return i + 1, next((j for j, n, _t in headings if j > i and n <= level), size)
    raise Unsure(f"There is no heading {under!r}.")


def _paragraph(lines: list[str], at: int, rows: list[str]) -> list[str]:
    """Put rows between lines, with one blank line around them."""
    before, after = lines[:at], lines[at:]
    while before and not before[-1].strip():
        before.pop()
    while after and not after[0].strip():
        after.pop(0)
    return [*before, *([""] if before else []), *rows, *([""] if after else []), *after]


def ensure_block(path: str, under: str, key: str, text: str) -> Edit:
    r"""Add a key with its block to a YAML file.

    `under` are the keys above it ("services.web.environment"; "" is the top). `text` is the whole block, its
    first line being the key's ("redis:\n  image: redis:7"). It goes among its siblings in alphabetical order
    if they are sorted, else behind them. A key that is there stays as it is. Asks when `under` is not there
    or is written in one line.
    """
    block = textwrap.dedent(text).strip("\n")

    def change(lines: list[str]) -> list[str] | None:
        start, stop, indent = 0, len(lines), -1
        for part in under.split(".") if under else ():
            start, stop, indent = _inside(lines, start, stop, indent, part)
        siblings = _keys(lines, start, stop, indent)
        if any(name == key for name, _i, _deep in siblings):
            return None
        deep = siblings[0][2] if siblings else indent + 2 if indent >= 0 else 0
        names = [name for name, _i, _deep in siblings]
        greater = [i for name, i, _deep in siblings if name > key] if names == sorted(names) else []
        at = _above_comments(lines, greater[0], deep) if greater else _end(lines, start, stop)
        rows = textwrap.indent(block, " " * deep).split("\n")
        return [*lines[:at], *rows, *lines[at:]]

    return text_edit(path, f"# under {under}\n{block}" if under else block, change)


def _inside(lines: list[str], start: int, stop: int, indent: int, part: str) -> tuple[int, int, int]:
    """Give the lines below a key and its indentation."""
    for name, i, deep in _keys(lines, start, stop, indent):
        if name == part:
            # An anchor or a tag may follow the key; a value may not.
            if not re.fullmatch(r"([&!]\S+)?", lines[i].partition(":")[2].partition(" #")[0].strip()):
                raise Unsure(f"{part} is written in one line.")
            rest = [j for j in range(i + 1, stop) if _content(lines[j])]
            end = next((j for j in rest if _indent(lines[j]) <= deep), stop)
            if end in rest and _indent(lines[end]) == deep and lines[end].lstrip().startswith("- "):
                raise Unsure(f"{part} is a list.")
            return i + 1, end, deep
    raise Unsure(f"There is no key {part!r}.")


def _keys(lines: list[str], start: int, stop: int, indent: int) -> list[tuple[str, int, int]]:
    """Give name, line and indentation of the keys directly below an indentation."""
    rows = [i for i in range(start, stop) if _content(lines[i]) and lines[i].strip() != "---"]
    if not rows:
        return []
    deep = _indent(lines[rows[0]])
    if deep <= indent:
        return []
    if lines[rows[0]].lstrip().startswith("- "):
        raise Unsure("There is a list where keys are expected.")
    return [
        (match[2].strip("\"'"), i, deep)
        for i in rows
        if _indent(lines[i]) == deep and (match := _KEY.match(lines[i]))
    ]


def _content(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _above_comments(lines: list[str], at: int, deep: int) -> int:
    while at and lines[at - 1].lstrip().startswith("#") and _indent(lines[at - 1]) == deep:
        at -= 1
    return at


def _end(lines: list[str], start: int, stop: int) -> int:
    while stop > start and not _content(lines[stop - 1]):
        stop -= 1
    return stop


def ensure_text(path: str, snippet: str, *, after: str | None = None, before: str | None = None) -> Edit:
    """Add lines to a text file next to the one line that equals the anchor, with that line's indentation.

    `after` or `before` is the anchor, compared without its indentation. Lines that are there already stay as they
    are; an anchor that is missing, or there more than once, ends in a manual step.
    """
    anchor = (after if after is not None else before or "").strip()

    def change(lines: list[str], snippet: str) -> list[str] | None:
        wanted = [row.strip() for row in snippet.splitlines()]
        bare = [row.strip() for row in lines]
        if any(bare[i : i + len(wanted)] == wanted for i in range(len(bare))):
            return None
        if bare.count(anchor) != 1:
            found = "is not there" if anchor not in bare else "is there more than once"
            raise Unsure(f"The line {anchor!r}, beside which this belongs, {found}.")
        at = bare.index(anchor)
        margin = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        new = textwrap.indent(textwrap.dedent(snippet).strip("\n"), margin).splitlines()
        at += after is not None
        return [*lines[:at], *new, *lines[at:]]

    def edit(project: Project) -> Project:
        place = Destination.of(project)
        text = place.words(snippet)
        return text_edit(place.path(path), text, lambda lines: change(lines, text))(project)

    return edit


def reword(path: str, was: str, now: str) -> Edit:
    """Say something that we wrote before in other words; where its owner did so already, theirs stay."""

    def edit(project: Project) -> Project:
        place = Destination.of(project).path(path)
        text = project.text(place) if project.has(place) else ""
        return project.put(place, text.replace(was, now)) if was in text else project

    return edit
