"""Python files as syntax trees, parsed once per content."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass
from functools import lru_cache

from flaskwright.errors import ProjectError
from flaskwright.facts.newer_syntax import in_older_words
from flaskwright.project.tree import decode

# A larger file is data in Python's clothes (generated parsers, fixtures), not an application.
LARGEST = 3_000_000
_PARSED_FILES = 8192


@dataclass(frozen=True, eq=False)
class Source:
    """A parsed file: its text and tree. A file that could not be parsed has an empty tree and a `problem`."""

    text: str
    tree: ast.Module
    problem: str | None = None
    problem_line: int = 1


@lru_cache(maxsize=_PARSED_FILES)
def parse(data: bytes) -> Source:
    """Give the tree of a file's bytes. Never raises: what cannot be parsed has a `problem`."""
    if len(data) > LARGEST:
        return _failed("", f"is larger than {LARGEST // 1_000_000} MB; it was not read")
    try:
        text = decode(data, "it.py")[0]
    except ProjectError as error:
        return _failed("", str(error).removeprefix("it.py "))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes in other people's code
            return Source(text, syntax_tree(text))
    except SyntaxError as error:
        return _failed(text, f"does not parse: {error.msg}", error.lineno or 1)
    except (ValueError, RecursionError, MemoryError) as error:
        return _failed(text, f"does not parse: {error or 'it is nested too deeply'}")


def syntax_tree(text: str) -> ast.Module:
    """Parse Python, also what is newer than the Python that runs this. Raises what `ast.parse` does."""
    try:
        return ast.parse(text)
    except SyntaxError as error:
        try:
            return ast.parse(in_older_words(text))
        except SyntaxError:
            raise error from None


def _failed(text: str, problem: str, line: int = 1) -> Source:
    return Source(text, ast.Module([], []), problem, line)
