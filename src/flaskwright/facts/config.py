"""The application's settings: where they are written, what they are, and in which environment they hold."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flaskwright.facts import settings as reading
from flaskwright.facts.apps import is_side
from flaskwright.facts.names import MOST_BASES, Modules, Symbol
from flaskwright.facts.place import Place
from flaskwright.facts.source import parse
from flaskwright.facts.toml import toml

if TYPE_CHECKING:
    from flaskwright.facts.settings import Loaded, Part

_CONFIG_FILE = re.compile(r"(^|/)((\w+_)?(config|settings|configuration)(_\w+)?)(\.py|/\w+\.py)$")
_ENVIRONMENTS = {
    "production": r"prod(uction)?|heroku|docker|live", "development": r"dev(elopment)?|local|debug",
    "testing": r"test(s|ing)?|unittest|pytest", "staging": r"stag(e|ing)", "ci": r"ci|travis|github",
}  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """A key, the source text of its value, and the class that it stands in ("" outside of a class).

    `environment` is where it holds ("production", "development", "testing", "staging", "ci"; "" everywhere),
    `source` how it is written ("class", "module", "code", "file"), `variables` are the environment's variables that
    its value reads, `condition` is the `if` around it.
    """

    key: str
    value: str
    owner: str
    at: Place
    environment: str = ""
    source: str = "code"
    variables: tuple[str, ...] = ()
    condition: str = ""


@dataclass(frozen=True)
class ConfigClass:
    """A class of settings with the names of its bases and the environment that it is for ("" for any)."""

    name: str
    module: str
    path: str
    bases: tuple[str, ...]
    at: Place
    environment: str = ""


@dataclass(frozen=True)
class Load:
    """A call that loads settings (`app.config.from_object(...)`); `kind` is object, file, env or dict."""

    kind: str
    argument: str
    at: Place


@dataclass(frozen=True)
class Environment:
    """An environment: its name, the class that holds its settings ("" where a module does), and what holds in it."""

    name: str
    owner: str
    at: Place
    settings: Mapping[str, Setting]


@dataclass(frozen=True)
class Config:
    """All settings of a project.

    `style` says how they are mostly written: "class", "module", "dict", "env", "file" or "none"; `path` and
    `module` name the main file ("" where there is none).
    """

    style: str
    module: str
    path: str
    classes: tuple[ConfigClass, ...]
    settings: tuple[Setting, ...]
    loads: tuple[Load, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys, sorted, each once."""
        return tuple(sorted({setting.key for setting in self.settings}))

    def get(self, key: str, owner: str | None = None) -> Setting | None:
        """Give a key's setting: that of the class `owner`, else the first one."""
        found = [s for s in self.settings if s.key == key and owner in (None, s.owner)]
        return found[0] if found else None

    @property
    def environments(self) -> tuple[Environment, ...]:
        """The environments with what holds in each: a class has its bases' settings, the last one written wins."""
        found = []
        for held in self.classes:
            if held.environment:
                holds = {s.key: s for owner in reversed(self._line(held)) for s in self._of(owner)}
                found.append(Environment(held.environment, held.name, held.at, holds))
        by_path: dict[tuple[str, str], dict[str, Setting]] = {}
        for setting in self.settings:
            if setting.environment and not setting.owner:
                by_path.setdefault((setting.environment, setting.at.path), {})[setting.key] = setting
        for (name, path), holds in by_path.items():
            found.append(Environment(name, "", Place(path, 1), holds))
        return tuple(found)

    def _of(self, owner: ConfigClass) -> Iterator[Setting]:
        return (s for s in self.settings if s.owner == owner.name and s.at.path == owner.path)

    def _line(self, held: ConfigClass, depth: int = 0) -> list[ConfigClass]:
        """Give a class and its bases, the nearest first."""
        line = [held]
        for name in held.bases if depth < MOST_BASES else ():
            last = name.rpartition(".")[2]
            bases = [c for c in self.classes if c.name == last and c is not held]
            if bases:
                line += self._line(min(bases, key=lambda c: c.path != held.path), depth + 1)
        return line


def read_config(modules: Modules) -> Config:
    """Find the classes, modules, files and calls that set the application's settings."""
    asked, wanted = _asked(modules)
    classes: list[ConfigClass] = []
    settings: list[Setting] = []
    loads: list[Load] = []
    # Where something of the main code is loaded by its name, other files that are only called so are not settings.
    named = not any(not is_side(path) for path in (*asked, *wanted))
    given = [
        (path, (_is_config(path, asked, named=named), path in asked, tuple(sorted(wanted.get(path, ())))))
        for path in modules.paths
    ]
    for told in modules.each(_Told, _in_file, given):
        classes += told.classes
        settings += told.settings
        loads += told.loads
    main = _main(classes, settings)
    style = _style(main, classes, settings, loads)
    module = modules.name(main) if main else ""
    return Config(style, module, main, tuple(classes), tuple(dict.fromkeys(settings)), tuple(loads))


@dataclass(frozen=True)
class _Told:
    """What a file says of settings."""

    classes: tuple[ConfigClass, ...]
    settings: tuple[Setting, ...]
    loads: tuple[Load, ...]


def _is_config(path: str, asked: Collection[str], *, named: bool) -> bool:
    if path in asked:
        return True
    of_environment = bool(environment_of(path.rpartition("/")[2].removesuffix(".py")))
    return (named or of_environment) and bool(_CONFIG_FILE.search(path))


def _in_file(
    modules: Modules, path: str, is_config: bool, is_asked: bool, wanted: tuple[str, ...]
) -> Iterator[_Told]:
    source = modules.source(path)
    is_config = is_config and (is_asked or "Blueprint(" not in source.text)
    part = reading.in_file(source, is_config, frozenset(wanted), is_asked)
    classes = tuple(_classes(modules, path, part))
    settings = [*_settings(path, part, classes)]
    settings += _taken_over(modules, path) if is_config and (is_asked or not classes) else ()
    settings += _from_files(modules, part.loads)
    loads = tuple(Load(load.kind, load.argument, Place(path, load.line)) for load in part.loads)
    if classes or settings or loads:
        yield _Told(classes, tuple(settings), loads)


def _asked(modules: Modules) -> tuple[set[str], dict[str, set[str]]]:
    """Give the modules and the classes that `from_object` names, wherever they stand."""
    files: set[str] = set()
    classes: dict[str, set[str]] = {}
    for asked in modules.each(_Asked, _asked_in_file):
        if asked.name:
            classes.setdefault(asked.path, set()).add(asked.name)
        else:
            files.add(asked.path)
    return files, classes


@dataclass(frozen=True)
class _Asked:
    """A module of settings that `from_object` names, or a class in one."""

    path: str
    name: str


def _asked_in_file(modules: Modules, path: str) -> Iterator[_Asked]:
    for load in reading.loads(modules.source(path)):
        if load.kind == "object" and load.target and load.target not in {"__name__", "cls", "self"}:
            is_text = load.argument[:1] in {"'", '"'}
            symbol = _by_text(modules, path, load.target) if is_text else modules.resolve(path, load.target)
            if symbol.path is not None and (
                symbol.name == "" or symbol.name in modules.outline(symbol.path).definitions
            ):
                yield _Asked(symbol.path, symbol.name)
        elif (found := _file_of(modules, load)) is not None and _is_settings_module(found):
            yield _Asked(found, "")


def _by_text(modules: Modules, path: str, name: str) -> Symbol:
    """Find what a text like "shop.config.Production" names."""
    if found := modules.find(name, path):
        return Symbol(found, "")
    module, _, last = name.rpartition(".")
    found = modules.find(module, path) if module else None
    return Symbol(found, last) if found else Symbol(None, name)


def _classes(modules: Modules, path: str, part: Part) -> Iterator[ConfigClass]:
    named = {owner: key for key, owner in part.named if key != "default"}
    for held in part.classes:
        environment = (
            environment_of(named.get(held.name, ""))
            or environment_of(held.name)
            or environment_of(path.rpartition("/")[2].removesuffix(".py"))
        )
        at = Place(path, held.line)
        yield ConfigClass(held.name, modules.name(path), path, held.bases, at, environment)


def _settings(path: str, part: Part, classes: Iterable[ConfigClass]) -> Iterator[Setting]:
    environments = {held.name: held.environment for held in classes}
    stem = path.rpartition("/")[2].removesuffix(".py")
    of_file = environment_of(stem) if _CONFIG_FILE.search(path) else ""
    for written in part.settings:
        in_class = written.owner in environments
        source = "class" if in_class else "module" if _CONFIG_FILE.search(path) else "code"
        yield Setting(
            written.key, written.value, written.owner, Place(path, written.line),
            environments[written.owner] if in_class else of_file, source, written.variables, written.condition,
        )  # fmt: skip


def environment_of(name: str) -> str:
    """Give the environment that a class's, a key's or a file's name tells, "" where it tells none."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    for word in words:
        for environment, pattern in _ENVIRONMENTS.items():
            if re.fullmatch(pattern, word.lower()):
                return environment
    return ""


def _taken_over(modules: Modules, path: str) -> Iterator[Setting]:
    """Give the settings that a module of settings imports from other modules of the project."""
    names = modules.outline(path)
    for name, imported in names.imports.items():
        if reading.KEY.match(name) and imported.attribute:
            symbol = modules.resolve(path, name)
            value = modules.outline(symbol.path).assigned.get(symbol.name) if symbol.path else None
            if value is not None:
                yield Setting(name, reading.shown(value), "", Place(path, imported.line), "", "module")
    for star in names.stars:
        target = modules.target(path, star.module, star.level)
        if target and target != path:
            for name, value in modules.outline(target).assigned.items():
                if reading.KEY.match(name):
                    yield Setting(name, reading.shown(value), "", Place(target, value.lineno), "", "module")


def _from_files(modules: Modules, loads: Iterable[Loaded]) -> Iterator[Setting]:
    """Give the settings of files that `from_file`, `from_json` and `from_pyfile` name and that are there."""
    for load in loads:
        found = _file_of(modules, load)
        if found is not None and not _is_settings_module(found):
            for key, value, line in _of_file(found, modules.files[found]):
                yield Setting(key, value, "", Place(found, line), "", "file")


def _file_of(modules: Modules, load: Loaded) -> str | None:
    """Give the file that a call like `from_pyfile("settings.cfg")` names, None where it names none that is there."""
    name = load.target.removeprefix("./").removeprefix("../")
    if load.kind != "file" or "." not in name or load.argument[:1] not in "'\"":
        return None
    return min((f for f in modules.files if f == name or f.endswith(f"/{name}")), key=len, default=None)


def _is_settings_module(path: str) -> bool:
    return path.endswith(".py") and bool(_CONFIG_FILE.search(path))


def _of_file(path: str, data: bytes) -> Iterator[tuple[str, str, int]]:
    if path.endswith((".toml", ".json")):
        table: object = toml(data)[0] if path.endswith(".toml") else _json(data)
        for key, value in table.items() if isinstance(table, Mapping) else ():
            if str(key).isupper():
                yield str(key), repr(value), _line_of(data, str(key))
    elif not path.endswith((".yml", ".yaml")):
        for written in reading.in_file(parse(data), is_config=True, wanted=frozenset()).settings:
            yield written.key, written.value, written.line


def _json(data: bytes) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _line_of(data: bytes, word: str) -> int:
    lines = data.decode("utf-8", "replace").split("\n")
    return next((number for number, line in enumerate(lines, 1) if word in line), 1)


def _main(classes: list[ConfigClass], settings: list[Setting]) -> str:
    paths = [c.path for c in classes] or [s.at.path for s in settings if _CONFIG_FILE.search(s.at.path)]
    if not paths:
        return ""
    return min(set(paths), key=lambda p: ("test" in p, -paths.count(p), p.count("/"), p))


def _style(path: str, classes: list[ConfigClass], settings: list[Setting], loads: list[Load]) -> str:
    if classes:
        return "class"
    if path:
        return "module"
    if any(setting.owner == "" for setting in settings):
        return "dict"
    return next((load.kind for load in loads), "none")
