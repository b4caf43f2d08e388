"""Jinja templates: what each extends, includes and imports, its blocks and variables, and who renders it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from flaskwright.facts import jinja
from flaskwright.facts.names import Modules, dotted
from flaskwright.facts.place import Place, Problem

if TYPE_CHECKING:
    from flaskwright.facts.source import Source

_RENDERS = frozenset(
    {"render_template", "stream_template", "render_template_async", "get_template", "select_template"}
)
_FILES = re.compile(r"\.(html?|jinja2?|j2|txt|xml|xhtml|svg|md|eml|mjml|rss|atom|json|js|css|sql|csv|tex)$")
# What surely is a template: other files below the folder may be written for other engines.
_MARKUP = re.compile(r"\.(x?html?|jinja2?|j2|xml|txt)$")
# Folders of templates that an extension of another name brings along.
_BROUGHT = {
    "appbuilder": "flask_appbuilder", "bootstrap": "flask_bootstrap", "bootstrap4": "flask_bootstrap",
    "bootstrap5": "flask_bootstrap", "admin": "flask_admin", "security": "flask_security",
    "rest_framework": "flask_api", "wtf": "flask_bootstrap",
}  # fmt: skip


@dataclass(frozen=True)
class Template:
    """A template: its file, the name that it is rendered by, and what it is built from.

    `dynamic` is true where it extends, includes or imports by a name that is only known when it is rendered.
    `variables` are the names that it wants to be given; `optional` are those of `includes` that may be missing.
    """

    path: str
    name: str
    extends: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    macros: tuple[str, ...] = ()
    dynamic: bool = False
    variables: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Render:
    """A place in the code that renders a template by its name, with the names that it gives it."""

    name: str
    given: tuple[str, ...]
    at: Place


@dataclass(frozen=True)
class Missing:
    """A template that is named and not there; `outside` is the extension that may bring it along, or None."""

    name: str
    at: Place
    outside: str | None = None


@dataclass(frozen=True)
class Templates:
    """All templates of a project, in the order of their paths, and the places that render one."""

    all: tuple[Template, ...]
    renders: tuple[Render, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The templates' files."""
        return tuple(template.path for template in self.all)

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders that templates are looked up in."""
        return tuple(dict.fromkeys(t.path.removesuffix(t.name).rstrip("/") for t in self.all))

    def get(self, name: str) -> Template | None:
        """Give the template that is rendered by this name, or None."""
        return next((template for template in self.all if template.name == name), None)

    @property
    def base(self) -> Template | None:
        """The template that most others extend; without such a one the one called base or layout."""
        counts: dict[str, int] = {}
        for template in self.all:
            for name in template.extends:
                counts[name] = counts.get(name, 0) + 1
        for name, _count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            if (found := self.get(name)) is not None:
                return found
        usual = [t for t in self.all if t.name.rpartition("/")[2] in {"base.html", "layout.html"}]
        return min(usual, key=lambda t: (t.path.count("/"), t.path), default=None)

    @property
    def missing(self) -> tuple[tuple[str, str], ...]:
        """Pairs of a template's path and a name that it is built from and that is not there."""
        return tuple(
            (t.path, name)
            for t in self.all
            for name in (*t.extends, *t.includes, *t.imports)
            if name not in t.optional and not self.has(name)
        )

    def has(self, name: str) -> bool:
        """Say whether a template of this name is there, also behind the prefix that a loader of folders gives it."""
        name = name.lstrip("/").removeprefix("./")
        prefix, _, rest = name.partition("/")
        return name in self._paths or any(f"/{prefix}/" in f"/{path}" for path in self._paths.get(rest, ()))

    def absent(self, packages: Iterable[str] = ()) -> tuple[Missing, ...]:
        """Give what templates and code name and is not there; `packages` are the extensions that are used."""
        known = set(packages)
        found = [(name, Place(path, 1)) for path, name in self.missing]
        found += [(render.name, render.at) for render in self.renders if not self.has(render.name)]
        return tuple(Missing(name, at, _brought(name, known)) for name, at in dict.fromkeys(found))

    @cached_property
    def _paths(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for template in self.all:
            found.setdefault(template.name, []).append(template.path)
        return found


def _brought(name: str, packages: set[str]) -> str | None:
    """Give the extension whose folder of templates a name lies in."""
    folder = name.partition("/")[0]
    candidates = (_BROUGHT.get(folder, ""), f"flask_{folder}", folder)
    return next((package for package in candidates if package in packages), None)


def read_templates(
    modules: Modules, named: Iterable[str] = (), renders: tuple[Render, ...] = ()
) -> Templates:
    """Read every file below a folder `templates`, or below one that the code names as its folder of templates."""
    charts = tuple(path.removesuffix("Chart.yaml") for path in modules.files if path.endswith("Chart.yaml"))
    given = [
        (path, (name,))
        for path in sorted(modules.files)
        if not (charts and path.startswith(charts)) and (name := _name(path, named)) is not None
    ]
    read = list(modules.each(_Read, _template_in_file, given))
    problems = tuple(one.problem for one in read if one.problem is not None)
    return Templates(tuple(one.template for one in read), renders, problems)


@dataclass(frozen=True)
class _Read:
    """A template, and why it does not compile."""

    template: Template
    problem: Problem | None


def _template_in_file(modules: Modules, path: str, name: str) -> Iterator[_Read]:
    data = modules.files[path]
    if b"\0" in data[:1024]:
        return
    read = jinja.read(data)
    problem = None
    if read.problem is not None and _MARKUP.search(path):
        problem = Problem(Place(path, read.line), f"does not compile: {read.problem}")
    yield _Read(Template(path, name, **read.parts), problem)


def _name(path: str, named: Iterable[str]) -> str | None:
    folders = path.split("/")
    if "templates" in folders[:-1]:
        return "/".join(folders[folders.index("templates") + 1 :])
    inside = [folder for folder in named if path.startswith(f"{folder}/") and _FILES.search(path)]
    return path.removeprefix(f"{max(inside, key=len)}/") if inside else None


def read_folders(modules: Modules) -> tuple[str, ...]:
    """Give the folders that the code names as those of its templates."""
    return tuple(sorted(set(modules.each(str, _folders))))


def _folders(modules: Modules, path: str) -> Iterator[str]:
    """Give the folders that `template_folder="..."` names, relative to the module that says so."""
    for folder in _named_folders(modules.source(path)):
        parts = path.split("/")[:-1]
        for part in folder.split("/"):
            if part == "..":
                parts = parts[:-1]
            elif part not in {"", "."}:
                parts = [*parts, part]
        if parts and not folder.startswith("/"):
            yield "/".join(parts)


@lru_cache(maxsize=8192)
def _named_folders(source: Source) -> tuple[str, ...]:
    if "template_folder" not in source.text:
        return ()
    return tuple(
        node.value.value
        for node in ast.walk(source.tree)
        if isinstance(node, ast.keyword)
        and node.arg == "template_folder"
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def read_renders(modules: Modules) -> tuple[Render, ...]:
    """Find the places that render a template by its name."""
    return tuple(modules.each(Render, _renders))


def _renders(modules: Modules, path: str) -> Iterator[Render]:
    for name, given, line in _in_file(modules.source(path)):
        yield Render(name, given, Place(path, line))


@lru_cache(maxsize=8192)
def _in_file(source: Source) -> tuple[tuple[str, tuple[str, ...], int], ...]:
    """Give the calls that render a template by a name that stands there."""
    if "_template" not in source.text:
        return ()
    found = []
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.Call)
            and (dotted(node.func) or "").rpartition(".")[2] in _RENDERS
            and node.args
        ):
            given = tuple(k.arg for k in node.keywords if k.arg)
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value:
                found.append((first.value, given, node.lineno))
    return tuple(found)
