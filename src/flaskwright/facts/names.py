"""Which file a module name means, and what a name stands for: imports, aliases, re-exports, stars."""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, TypeVar

from flaskwright.facts.source import Source, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

    from flaskwright.facts.portions import Portions

T = TypeVar("T")

# What these names mean is known, even in a tree that holds the library's own source.
FOREIGN = frozenset(
    {
        "alembic", "apiflask", "celery", "click", "connexion", "flask", "flask_admin", "flask_appbuilder",
        "flask_login", "flask_restful", "flask_restplus", "flask_restx", "flask_smorest", "flask_socketio",
        "flask_sqlalchemy", "flask_wtf", "jinja2", "marshmallow", "sqlalchemy", "werkzeug", "wtforms",
    }
)  # fmt: skip

# Deeper chains of subclasses are taken for circles.
MOST_BASES = 8

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Imported:
    """A name that an import binds: `attribute` of `module`, or the module itself; `level` counts the dots."""

    module: str
    attribute: str | None
    level: int
    line: int


@dataclass(frozen=True, eq=False)
class Outline:
    """The names of a module: what it imports (anywhere), which modules it stars, what it defines."""

    imports: Mapping[str, Imported]
    stars: tuple[Imported, ...]
    definitions: Mapping[str, Definition]
    assigned: Mapping[str, ast.expr]


@dataclass(frozen=True)
class Symbol:
    """What a name stands for: `name` in the project's file `path`, or (path None) something from outside.

    A module of the project has an empty name; something from outside has its full dotted name.
    """

    path: str | None
    name: str


@lru_cache(maxsize=8192)
def outline(source: Source) -> Outline:
    """Give the names of a parsed module."""
    imports: dict[str, Imported] = {}
    stars: list[Imported] = []
    definitions: dict[str, Definition] = {}
    assigned: dict[str, ast.expr] = {}
    for node in top_level(source.tree):
        if isinstance(node, Definition):
            definitions[node.name] = node
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    assigned[target.id] = node.value
        elif isinstance(node, ast.AnnAssign) and node.value and isinstance(node.target, ast.Name):
            assigned[node.target.id] = node.value
    for statement in statements(source.tree):
        if isinstance(statement, ast.Import | ast.ImportFrom):
            _bind(statement, imports, stars)
    return Outline(imports, tuple(stars), definitions, assigned)


def statements(tree: ast.AST) -> Iterator[ast.stmt]:
    """Give every statement at any depth, in order."""
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.stmt):
            yield node
        blocks = [getattr(node, name, ()) for name in ("body", "handlers", "orelse", "finalbody", "cases")]
        todo += [child for block in reversed(blocks) if isinstance(block, list) for child in reversed(block)]


def top_level(tree: ast.AST) -> Iterator[ast.stmt]:
    """Give the statements that run on import: also those in `if`, `try` and `with`."""
    for statement in getattr(tree, "body", ()):
        yield statement
        if isinstance(statement, ast.If | ast.Try | ast.With):
            for block in ("body", "handlers", "orelse", "finalbody"):
                for inner in getattr(statement, block, ()):
                    yield from (
                        top_level(ast.Module([inner], []))
                        if isinstance(inner, ast.stmt)
                        else top_level(inner)
                    )


def _bind(node: ast.Import | ast.ImportFrom, imports: dict[str, Imported], stars: list[Imported]) -> None:
    for alias in node.names:
        if isinstance(node, ast.Import):
            name = alias.asname or alias.name.partition(".")[0]
            imports.setdefault(name, Imported(alias.name if alias.asname else name, None, 0, node.lineno))
        elif alias.name == "*":
            stars.append(Imported(node.module or "", None, node.level, node.lineno))
        else:
            imports.setdefault(
                alias.asname or alias.name,
                Imported(node.module or "", alias.name, node.level, node.lineno),
            )


def dotted(node: ast.expr) -> str | None:
    """Give `a.b.c` for a chain of attributes of a name, else None."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    return ".".join([node.id, *reversed(parts)])


class Modules:
    """The Python files of a project and the module names by which they import each other.

    With `portions` what each file tells is remembered between runs.
    """

    def __init__(self, files: Mapping[str, bytes], portions: Portions | None = None) -> None:
        self.files = files if portions is None else portions.files
        self._portions = portions
        self.paths = tuple(sorted(p for p in files if p.endswith(".py")))
        self._set = frozenset(self.paths)
        self._folders = frozenset(_folders(self.paths))
        self._tops = _tops(self.paths)
        self._found: dict[tuple[str, str], str | None] = {}
        self._known: dict[Hashable, tuple[object, frozenset[str]]] = {}

    def source(self, path: str) -> Source:
        """Give a file's tree."""
        return parse(self.files[path])

    def outline(self, path: str) -> Outline:
        """Give the names of a file."""
        return outline(self.source(path))

    def each(
        self,
        kind: type[T],
        read: Callable[..., Iterable[T]],
        given: Iterable[tuple[str, tuple[object, ...]]] | None = None,
    ) -> Iterator[T]:
        """Give what a reader says of each file: `read(modules, path, *more)` gives facts of a kind.

        `given` are the paths, each with what the reader gets besides; without it all Python files are read.
        """
        name = f"{read.__module__}.{read.__qualname__}"
        for path, more in ((path, ()) for path in self.paths) if given is None else given:
            if self._portions is None:
                yield from read(self, path, *more)
            else:
                here = partial(read, self, path, *more)
                yield from self._portions.of(kind, name, path, repr(more) if more else "", here)

    def once(self, key: Hashable, find: Callable[[], T], *, in_circle: T) -> T:
        """Give what is found under a key, found once; in a circle it is what `in_circle` says.

        Whoever asks again stands on the same files as whoever asked first.
        """
        if key in self._known:
            value, seen = self._known[key]
            if self._portions is not None:
                self._portions.files.note(seen)
            return value  # type: ignore[return-value] # the key tells the type
        self._known[key] = (in_circle, frozenset())
        if self._portions is None:
            found = find()
            self._known[key] = (found, frozenset())
            return found
        found, seen = self._portions.files.watch(find)
        self._known[key] = (found, seen)
        return found

    def package_root(self, path: str) -> str:
        """Give the folder from which the file's module name counts: the first one up that is no package."""
        folder = path.rpartition("/")[0]
        while folder and f"{folder}/__init__.py" in self._set:
            folder = folder.rpartition("/")[0]
        return folder

    def name(self, path: str) -> str:
        """Give the name by which the file's own package imports it."""
        root = self.package_root(path)
        inner = path[len(root) + 1 if root else 0 :].removesuffix(".py")
        parts = inner.split("/")
        if parts[-1] == "__init__":
            parts.pop()
        return ".".join(parts) or root.rpartition("/")[2] or "__init__"

    def folder_of(self, name: str, importer: str) -> str | None:
        """Give the folder that a package's name means, with or without `__init__.py`."""
        inner = name.replace(".", "/")
        for root in self._roots(importer, name.partition(".")[0]):
            folder = f"{root}/{inner}" if root else inner
            if folder in self._folders:
                return folder
        return None

    def find(self, name: str, importer: str) -> str | None:
        """Give the file that a module name means for the importing file; None for a module from outside."""
        if not name:
            return None
        key = (name, importer.rpartition("/")[0])
        if key not in self._found:
            self._found[key] = self._search(name, importer)
        return self._found[key]

    def _search(self, name: str, importer: str) -> str | None:
        inner = name.replace(".", "/")
        top = name.partition(".")[0]
        if top in FOREIGN:
            return None
        if top in sys.stdlib_module_names:
            root = self.package_root(importer)
            return self._file(f"{root}/{inner}" if root else inner)
        for root in self._roots(importer, top):
            if found := self._file(f"{root}/{inner}" if root else inner):
                return found
        return None

    def _file(self, stem: str) -> str | None:
        for path in (f"{stem}/__init__.py", f"{stem}.py"):
            if path in self._set:
                return path
        return None

    def _roots(self, importer: str, top: str) -> Iterator[str]:
        """Give the folders to look for a top-level name in: the importer's own, those above, any other."""
        start = folder = self.package_root(importer)
        own = importer.rpartition("/")[0]
        yield folder
        while folder:
            folder = folder.rpartition("/")[0]
            yield folder
        yield from sorted(self._tops.get(top, ()), key=lambda r: (r.count("/"), len(r), r))
        if own != start:
            yield own

    def relative(self, importer: str, module: str, level: int) -> str | None:
        """Give the file, or failing that None, that `from ..module import` in `importer` means."""
        folder = importer.rpartition("/")[0]
        for _ in range(level - 1):
            folder = folder.rpartition("/")[0]
        stem = "/".join(part for part in (folder, module.replace(".", "/")) if part)
        return self._file(stem) if stem else self._file("__init__")

    def target(self, importer: str, module: str, level: int) -> str | None:
        """Give the file of an import statement's module."""
        return self.relative(importer, module, level) if level else self.find(module, importer)

    def submodule(self, path: str, name: str) -> str | None:
        """Give the file of a package's submodule."""
        if path.rpartition("/")[2] != "__init__.py":
            return None
        folder = path.rpartition("/")[0]
        return self._file(f"{folder}/{name}" if folder else name)

    def resolve(self, path: str, name: str) -> Symbol:
        """Say what a dotted name in a file stands for, following imports through the project."""
        return self.once((path, name), lambda: self._resolve(path, name), in_circle=Symbol(path, name))

    def _resolve(self, path: str, name: str) -> Symbol:
        first, _, rest = name.partition(".")
        names = self.outline(path)
        if first in names.definitions or first in names.assigned:
            return Symbol(path, name)
        if first in names.imports:
            return self._imported(path, names.imports[first], rest)
        for star in names.stars:
            target = self.target(path, star.module, star.level)
            if target and target != path:
                found = self.resolve(target, name)
                if found.path is None or self._defines(found):
                    return found
        if inner := self.submodule(path, first):
            return self.resolve(inner, rest) if rest else Symbol(inner, "")
        return Symbol(path, name)

    def _defines(self, symbol: Symbol) -> bool:
        if symbol.path is None:
            return True
        names = self.outline(symbol.path)
        first = symbol.name.partition(".")[0]
        return not first or first in names.definitions or first in names.assigned

    def _imported(self, path: str, imported: Imported, rest: str) -> Symbol:
        target = self.target(path, imported.module, imported.level)
        attribute = imported.attribute
        if target is None:
            if attribute and (inner := self._namespace(path, imported)):
                return self.resolve(inner, rest) if rest else Symbol(inner, "")
            parts = ("." * imported.level + imported.module, attribute, rest)
            return Symbol(None, ".".join(part for part in parts if part))
        if attribute is None:
            return self.resolve(target, rest) if rest else Symbol(target, "")
        full = f"{attribute}.{rest}" if rest else attribute
        found = self.resolve(target, full)
        if found == Symbol(target, full) and not self._defines(found):
            inner = self.submodule(target, attribute)
            if inner:
                return self.resolve(inner, rest) if rest else Symbol(inner, "")
        return found

    def _namespace(self, path: str, imported: Imported) -> str | None:
        """Find `from folder import module` where the folder is a package without `__init__.py`."""
        if imported.level:
            module = f"{imported.module}.{imported.attribute}" if imported.module else imported.attribute
            return self.relative(path, module or "", imported.level)
        return self.find(f"{imported.module}.{imported.attribute}", path)


def _folders(paths: tuple[str, ...]) -> Iterator[str]:
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder:
            yield folder
            folder = folder.rpartition("/")[0]


def _tops(paths: tuple[str, ...]) -> dict[str, set[str]]:
    """Map each first part of a module name to the folders where such a module or package stands."""
    tops: dict[str, set[str]] = {}
    for path in paths:
        parts = path.split("/")
        for depth, part in enumerate(parts):
            tops.setdefault(part.removesuffix(".py"), set()).add("/".join(parts[:depth]))
    return tops
