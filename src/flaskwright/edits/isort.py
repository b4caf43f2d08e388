"""The order of imports as ruff's isort rules (I001) have it with their defaults.

Sections: future, standard library, third party, first party, relative. In a section `import x` stands before
`from x import y`; names are compared without case and with numbers as numbers; members are constants, then
classes, then variables (order-by-type); parents' relative imports come before nearer ones.
"""

from __future__ import annotations

import ast
import re
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

    from flaskwright.project import Project

_DIGITS = re.compile(r"[0-9]+")
FUTURE, STANDARD, THIRD, FIRST, RELATIVE = range(5)


def first_party(project: Project) -> frozenset[str]:
    """Give the names that ruff takes for the project's own: folders and modules in its root and in src/."""
    return _first_party(tuple(project.files))


@lru_cache(maxsize=64)
def _first_party(paths: tuple[str, ...]) -> frozenset[str]:
    names = set()
    for path in paths:
        for inner in (path, path.removeprefix("src/")):
            head, _, rest = inner.partition("/")
            if rest:
                names.add(head)
            elif head.endswith(".py"):
                names.add(head.removesuffix(".py"))
    return frozenset(names)


def section(node: ast.Import | ast.ImportFrom, own: Collection[str]) -> int:
    """Give the section of an import statement."""
    if isinstance(node, ast.ImportFrom) and node.level:
        return RELATIVE
    name = (node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
    top = name.partition(".")[0]
    if top == "__future__":
        return FUTURE
    if top in sys.stdlib_module_names:
        return STANDARD
    return FIRST if top in own else THIRD


def statement_key(node: ast.Import | ast.ImportFrom, own: Collection[str]) -> tuple[Any, ...]:
    """Give the key that sorts import statements, sections included."""
    if isinstance(node, ast.Import):
        alias = node.names[0]
        return (section(node, own), 0, 0, natural(alias.name), natural(alias.asname or ""))
    first = node.names[0]
    return (
        section(node, own),
        1,
        -node.level,
        natural(node.module or ""),
        member_key(first.name, first.asname),
    )


def member_key(name: str, asname: str | None = None) -> tuple[Any, ...]:
    """Give the key that sorts the names of one `from` import."""
    return (name != "*", _kind(name), natural(name), natural(asname or ""))


def _kind(name: str) -> int:
    if len(name) > 1 and name.isupper():
        return 0
    return 1 if name[:1].isupper() else 2


def natural(name: str) -> tuple[str, str]:
    """Give a key that compares without case first, then with it, numbers as numbers."""
    return _natural(name.lower()), _natural(name)


def _natural(name: str) -> str:
    """Write numbers so that texts compare as the crate natord does.

    Runs of digits compare by value, that is by length first; those with a leading zero digit by digit, and they
    come first. A run is no longer than the longest name, so its length fits in a character.
    """
    return _DIGITS.sub(_run, name)


def _run(match: re.Match[str]) -> str:
    digits = match[0]
    return f"0\0{digits}\0" if digits.startswith("0") else f"0{chr(len(digits))}{digits}"
