"""What a project's folder holds that is not the project: caches, environments, what .gitignore says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# Never part of the project's source, wherever they stand.
_FOLDERS = frozenset(
    {
        ".eggs",
        ".flaskwright-write",
        ".git",
        ".hg",
        ".hypothesis",
        ".idea",
        ".mypy_cache",
        ".nox",
        ".pytest_cache",
        ".ruff_cache",
        ".svn",
        ".tox",
        ".venv",
        "__pycache__",
        "htmlcov",
        "node_modules",
        "site-packages",
        "venv",
    }
)
# Build outputs, by the packaging tools' convention beside pyproject.toml; deeper they may be anything.
_ROOT_FOLDERS = frozenset({"build", "dist"})
_SUFFIXES = (".pyc", ".pyo", ".egg-info")


@dataclass(frozen=True)
class Rule:
    """One line of a .gitignore: what it matches (relative to its folder), and whether it takes back."""

    folder: str
    pattern: re.Pattern[str]
    back: bool
    folders_only: bool

    def matches(self, path: str, is_folder: bool) -> bool:
        """Say whether the rule speaks of this path (relative to where `folder` starts)."""
        if self.folders_only and not is_folder:
            return False
        if self.folder and not path.startswith(self.folder):
            return False
        return self.pattern.fullmatch(path, len(self.folder)) is not None


def always(path: str, name: str, is_folder: bool) -> bool:
    """Say whether an entry is never read: a cache, an environment, a build output."""
    if is_folder:
        return name in _FOLDERS or path in _ROOT_FOLDERS or name.endswith(_SUFFIXES)
    return name.endswith(_SUFFIXES) or name == ".DS_Store"


def ignored(rules: tuple[Rule, ...], path: str, is_folder: bool) -> bool:
    """Say whether git would ignore the path: the last rule that matches decides."""
    for rule in reversed(rules):
        if rule.matches(path, is_folder):
            return not rule.back
    return False


def left_out(files: Mapping[str, bytes], path: str, *, is_folder: bool = True) -> bool:
    """Say whether a tree's own .gitignore files leave out a folder or a file, be it there or not."""
    parts = path.split("/")
    rules: tuple[Rule, ...] = ()
    for depth in range(len(parts)):
        above = "".join(f"{part}/" for part in parts[:depth])
        rules += parse(files.get(f"{above}.gitignore", b""), above)
        inner = depth + 1 < len(parts)
        if ignored(rules, "/".join(parts[: depth + 1]), is_folder=inner or is_folder):
            return True
    return False


def rules_above(root: Path) -> tuple[str, tuple[Rule, ...]]:
    """Give the rules of the repository's folders above the root, and the root's path in the repository.

    The path is "" when the root is the repository's top or in no repository, else it ends in "/".
    """
    root = root.resolve()
    top = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
    rules: list[Rule] = []
    prefix = ""
    for part in root.relative_to(top).parts:
        rules += _read(top / prefix / ".gitignore", prefix)
        prefix = f"{prefix}{part}/"
    return prefix, tuple(rules)


def _read(path: Path, folder: str) -> tuple[Rule, ...]:
    try:
        return parse(path.read_bytes(), folder)
    except OSError:
        return ()


@lru_cache(maxsize=64)
def parse(data: bytes, folder: str) -> tuple[Rule, ...]:
    """Give the rules of a .gitignore that stands in `folder` ("" or ending in "/")."""
    lines = data.decode("utf-8-sig", "replace").split("\n")
    return tuple(rule for line in lines if (rule := _rule(line.removesuffix("\r"), folder)))


def _rule(line: str, folder: str) -> Rule | None:
    """Translate one line by the rules of gitignore(5)."""
    line = re.sub(r"(?<!\\) +$", "", line)
    if not line or line.startswith("#"):
        return None
    back = line.startswith("!")
    line = line.removeprefix("!")
    folders_only = line.endswith("/")
    line = line.removesuffix("/")
    anchored = "/" in line
    line = line.removeprefix("/")
    if not line:
        return None
    start = "" if anchored else "(?:.*/)?"
    try:
        pattern = re.compile(start + _regex(line), re.DOTALL)
    except re.error:
        return None  # git matches nothing with a broken bracket either
    return Rule(folder, pattern, back, folders_only)


_TOKEN = re.compile(
    r"""(?P<lead>^\*\*/) | (?P<middle>/\*\*/) | (?P<tail>/\*\*$) | (?P<star>\*+) | (?P<one>\?)
    | (?P<set>\[[!^]?\]?[^]]*\]) | (?P<escaped>\\.) | (?P<plain>.)""",
    re.VERBOSE | re.DOTALL,
)
_MEANS = {"lead": "(?:.*/)?", "middle": "/(?:.*/)?", "tail": "/.+", "star": "[^/]*", "one": "[^/]"}


def _regex(glob: str) -> str:
    out = []
    for token in _TOKEN.finditer(glob):
        kind, text = token.lastgroup or "", token[0]
        if kind == "set":
            inner = text[1:-1].replace("[", r"\[")
            negated = inner[0] in "!^"
            out.append(f"(?!/)[{'^' if negated else ''}{_set(inner[1:] if negated else inner)}]")
        elif kind == "escaped":
            out.append(re.escape(text[1]))
        else:
            out.append(_MEANS.get(kind) or re.escape(text))
    return "".join(out)


def _set(inner: str) -> str:
    # "]" stands first in a glob's set to mean itself; a regular expression wants it escaped.
    return rf"\]{inner[1:]}" if inner.startswith("]") else inner.replace("^", r"\^")
