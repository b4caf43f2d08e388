"""Write the files of a capability's templates into a project."""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flaskwright.edits import words
from flaskwright.edits.destination import Destination
from flaskwright.edits.follow import follow
from flaskwright.edits.source import same
from flaskwright.facts.source import parse
from flaskwright.project import ManualStep

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from jinja2 import Environment, Template

    from flaskwright.project import Edit, Project

_MARKS = (b"[[", b"[%", b"[#")
_NAME = re.compile(r"\[\[ ?([a-z_]+(?:\.[a-z_]+)*) ?\]\]")
_SKIPPED = frozenset({"__pycache__", ".DS_Store"})


@dataclass(frozen=True)
class TemplateFile:
    """A file of a folder of templates: its path there, its bytes, and whether Jinja has something to do."""

    path: str
    data: bytes
    marked: bool


def add_templates(
    module: str,
    /,
    *,
    into: str = "",
    folder: str = "templates",
    only: Collection[str] | Callable[[str], bool] | None = None,
    owned: bool = False,
    was: Mapping[str, Any] | None = None,
    **context: Any,
) -> Edit:
    """Write every file of the folder that lies beside a module (`__name__`), rendered with the context.

    Text between `[[ ]]`, `[% %]` and `[# #]` is Jinja's, in files and in their paths; a file without these is
    copied as it is. A name's last ".jinja" is dropped. `only` names the files (paths in the folder, or a
    predicate of them). A file that is there already with other content stays, and is asked about unless it is
    `owned`; Python counts as equal when its tree is.

    `was` are the values that differed when the files were written first: each file then follows from that
    version to the new one, with its owner's changes kept (see `follow`).
    """
    chosen = only if callable(only) or only is None else frozenset(only).__contains__

    def edit(project: Project) -> Project:
        place = Destination.of(project)
        for file in template_files(module, folder):
            if chosen is None or chosen(file.path):
                path = _path(file.path, into, place, context)
                new = place.text(path, _rendered(file, place.context(context)))
                if was is None:
                    project = _added(project, path, new, owned=owned)
                elif file.marked:
                    old = place.text(path, _rendered(file, place.context({**context, **was})))
                    project = follow(project, path, old.decode(), new.decode())
        return project

    return edit


def take_over(
    module: str,
    former: str,
    /,
    *,
    folder: str,
    **context: Any,
) -> Edit:
    """Write the files of a folder in the place of those that another capability's templates wrote before.

    A file as `former` (a module) wrote it is replaced; where its owner changed it, the difference is merged in
    (see `follow`). One that is missing is written, and one that has what is new already stays as it is.
    """

    def edit(project: Project) -> Project:
        place = Destination.of(project)
        old = {_path(file.path, "", place, context): file for file in template_files(former, "templates")}
        for file in template_files(module, folder):
            path = _path(file.path, "", place, context)
            now, was = (place.text(path, _rendered(f, place.context(context))) for f in (file, old[path]))
            if not project.has(path):
                project = project.put_bytes(path, now)
            elif not _alike(path, project.files[path], now) and not _has_what_is_new(project, path, was, now):
                project = follow(project, path, was.decode(), now.decode())
        return project

    return edit


def _has_what_is_new(project: Project, path: str, was: bytes, now: bytes) -> bool:
    new = set(now.decode().splitlines()) - set(was.decode().splitlines())
    return new <= set(project.text(path).splitlines())


def render(module: str, name: str, /, folder: str = "templates", **context: Any) -> str:
    """Render one file of the folder that lies beside a module, and give its text."""
    for file in template_files(module, folder):
        if file.path == name:
            return _rendered(file, context).decode()
    raise FileNotFoundError(f"{module} has no {folder}/{name}")


@cache
def template_files(module: str, folder: str) -> tuple[TemplateFile, ...]:
    """Give the files of the folder beside a module, sorted. Raises FileNotFoundError when it is not there."""
    origin = importlib.import_module(module).__file__
    root = Path(origin or "").parent / folder
    if not root.is_dir():
        raise FileNotFoundError(f"{module} has no folder {folder}")
    files = []
    for path in sorted(root.rglob("*")):
        inner = path.relative_to(root)
        if path.is_file() and not _SKIPPED & set(inner.parts) and path.suffix != ".pyc":
            data = path.read_bytes()
            files.append(TemplateFile(inner.as_posix(), data, _is_marked(data)))
    return tuple(files)


def _is_marked(data: bytes) -> bool:
    return b"\0" not in data and any(mark in data for mark in _MARKS)


def _path(path: str, into: str, place: Destination, context: dict[str, Any]) -> str:
    if not into:
        into, path = place.split(path)
    path = _text(path, context).removesuffix(".jinja")
    return f"{into.rstrip('/')}/{path}" if into else path


def _rendered(file: TemplateFile, context: dict[str, Any]) -> bytes:
    return _text(file.data.decode(), context).encode() if file.marked else file.data


def _text(text: str, context: dict[str, Any]) -> str:
    """Render a text. One with nothing but names in its marks is filled in here: Jinja takes 5 ms to compile it."""
    if "[%" in text or "[#" in text or len(_NAME.findall(text)) != text.count("[["):
        return _template(text).render(context)
    return _NAME.sub(lambda match: str(_looked_up(match[1], context)), text)


def _looked_up(name: str, context: dict[str, Any]) -> Any:
    first, *rest = name.split(".")
    value = context[first]
    for part in rest:
        value = getattr(value, part)
    return value


@lru_cache(maxsize=1024)
def _template(text: str) -> Template:
    return _environment().from_string(text)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 (loaded for the first marked file)

    environment = Environment(
        block_start_string="[%",
        block_end_string="%]",
        variable_start_string="[[",
        variable_end_string="]]",
        comment_start_string="[#",
        comment_end_string="#]",
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 (writes source code)
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in ("snake", "kebab", "camel", "title", "plural"):
        environment.filters[name] = getattr(words, name)
    return environment


def _added(project: Project, path: str, data: bytes, *, owned: bool) -> Project:
    there = project.files.get(path)
    if there is None:
        return project.put_bytes(path, data)
    if there == data or owned or _alike(path, there, data):
        return project
    reason = "A file of this name is there with other content."
    return project.ask(ManualStep(path, reason, data.decode("utf-8", "replace")))


def _alike(path: str, there: bytes, data: bytes) -> bool:
    """Say whether two files differ in nothing that counts: line ends, or the format of Python."""
    if there.replace(b"\r\n", b"\n") == data.replace(b"\r\n", b"\n"):
        return True
    if not path.endswith(".py"):
        return False
    one, other = parse(there), parse(data)
    return not one.problem and not other.problem and same(one.tree, other.tree)
