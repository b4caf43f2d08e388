"""Flask extensions: where their objects are made and where they are initialised."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from flaskwright.facts.names import MOST_BASES, Modules, Symbol, dotted
from flaskwright.facts.place import Place
from flaskwright.facts.unresolved import Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flaskwright.facts.source import Source

# Extensions whose module's name does not begin with "flask_".
_OTHERS = frozenset(
    {
        "authlib.integrations.flask_client.OAuth",
        "celery.Celery",
        "prometheus_flask_exporter.PrometheusMetrics",
    }
)
# Classes of extensions that derive from another extension's, and those that an extension starts itself.
_DERIVED = {"flask_appbuilder.SQLA": "flask_sqlalchemy.SQLAlchemy"}
_BRINGS = {"flask_appbuilder.AppBuilder": ("flask_babel.Babel", "flask_jwt_extended.JWTManager")}
# The classes that are extensions, of packages that have many others: fields, views, permissions, messages.
_ONLY = {
    "flask_admin": {"Admin"},
    "flask_allows": {"Allows"},
    "flask_allows2": {"Allows"},
    "flask_appbuilder": {"AppBuilder", "SQLA"},
    "flask_apscheduler": {"APScheduler"},
    "flask_assets": {"Environment"},
    "flask_babel": {"Babel"},
    "flask_babelex": {"Babel"},
    "flask_babelplus": {"Babel"},
    "flask_caching": {"Cache"},
    "flask_dance": set(),
    "flask_fs": set(),
    "flask_jwt": {"JWT"},
    "flask_jwt_extended": {"JWTManager"},
    "flask_login": {"LoginManager"},
    "flask_mail": {"Mail"},
    "flask_mailman": {"Mail"},
    "flask_marshmallow": {"Marshmallow"},
    "flask_mongoengine": {"MongoEngine"},
    "flask_oauthlib": {"OAuth", "OAuth1Provider", "OAuth2Provider"},
    "flask_peewee": {"Admin", "Auth", "Database", "RestAPI"},
    "flask_principal": {"Principal"},
    "flask_restful": {"Api"},
    "flask_restless": {"APIManager"},
    "flask_restplus": {"Api"},
    "flask_restx": {"Api"},
    "flask_security": {"Security"},
    "flask_socketio": {"SocketIO"},
    "flask_sqlalchemy": {"SQLAlchemy"},
    "flask_user": {"UserManager"},
    "flask_wtf": {"CSRFProtect", "CsrfProtect"},
}  # fmt: skip
# Extensions that also take a blueprint where others take the application.
_ON_BLUEPRINTS = frozenset({"flask_restful", "flask_restplus", "flask_restx"})
_NO_EXTENSIONS = frozenset({"Blueprint", "Form", "FlaskForm", "Flask", "Resource", "Namespace", "Message"})


@dataclass(frozen=True)
class Extension:
    """An extension's object.

    `package` is the module that it comes from (flask_login), `class_name` its class, `name` the variable that
    holds it ("" where none does), `initialised` the places where it meets an application; `distribution` is what has to
    be installed, `status` how that is kept ("maintained", "quiet", "abandoned", "unknown"), `successor` what took its
    place.
    """

    package: str
    class_name: str
    name: str
    module: str
    path: str
    at: Place
    initialised: tuple[Place, ...] = ()
    distribution: str = ""
    status: str = "unknown"
    successor: str | None = None


@lru_cache(maxsize=4)
def read_extensions(modules: Modules) -> tuple[Extension, ...]:
    """Find every extension's object with the places of its `init_app`."""
    found: dict[tuple[str, str], Extension] = {}
    loose: list[Extension] = []
    told = list(modules.each(_Told, _in_file))
    for extension in (extension for one in told for extension in one.made):
        if extension.name:
            found.setdefault((extension.path, extension.name), extension)
        elif extension.initialised:
            loose.append(extension)
    for meeting in (meeting for one in told for meeting in one.met):
        _initialise(meeting, found)
    made = [*found.values(), *loose]
    brought = [other for extension in made for other in _brought(extension)]
    return tuple(sorted([*made, *brought], key=lambda e: (e.at, e.name)))


def _brought(extension: Extension) -> Iterator[Extension]:
    """Give the extensions that an extension makes and initialises itself."""
    for name in _BRINGS.get(f"{extension.package}.{extension.class_name}", ()):
        package, _, class_name = name.rpartition(".")
        yield replace(extension, package=package, class_name=class_name, name="")


def read_uninitialised(modules: Modules, extensions: Iterable[Extension]) -> Iterator[Unresolved]:
    """Give the calls of `init_app` on something that only the running program knows."""
    known = {(extension.path, extension.name) for extension in extensions}
    for meeting in (meeting for told in modules.each(_Told, _in_file) for meeting in told.met):
        if meeting.is_local and known.isdisjoint(meeting.holders):
            yield Unresolved(meeting.at, meeting.call, "what is initialised is only known at run time")


@dataclass(frozen=True)
class _Meeting:
    """A call of `init_app`: the files and names that may hold what it is called on.

    `is_local` says that its own module's top does not have that name.
    """

    holders: tuple[tuple[str, str], ...]
    at: Place
    call: str
    is_local: bool


@dataclass(frozen=True)
class _Told:
    """What a file says: the extensions that it makes, and what it calls `init_app` on."""

    made: tuple[Extension, ...]
    met: tuple[_Meeting, ...]


def _in_file(modules: Modules, path: str) -> Iterator[_Told]:
    if not _mentions(modules.files[path]):
        return
    calls = _calls(modules.source(path))
    made = [_made(modules, path, one.target, one.node) for one in calls]
    met = tuple(meeting for one in calls for meeting in _meetings(modules, path, one))
    if made or met:
        yield _Told(tuple(extension for extension in made if extension is not None), met)


def _meetings(modules: Modules, path: str, call: _Call) -> Iterator[_Meeting]:
    for holder in call.holders:
        symbol = modules.resolve(path, holder)
        first = holder.partition(".")[0]
        names = modules.outline(path)
        is_local = symbol == Symbol(path, holder) and first not in {
            *names.definitions,
            *names.assigned,
            "self",
        }
        is_local = is_local and bool(call.node.args or call.node.keywords)
        holders = ((symbol.path or "", symbol.name), (path, holder))
        yield _Meeting(holders, Place(path, call.node.lineno), ast.unparse(call.node), is_local)


def _initialise(meeting: _Meeting, found: dict[tuple[str, str], Extension]) -> None:
    extension = next((found[holder] for holder in meeting.holders if holder in found), None)
    if extension is not None:
        key = (extension.path, extension.name)
        found[key] = replace(extension, initialised=(*extension.initialised, meeting.at))


def _made(modules: Modules, path: str, target: str, call: ast.Call) -> Extension | None:
    origin = class_of(modules, path, call.func)
    if origin is None:
        return None
    package, _, class_name = origin.rpartition(".")
    at = Place(path, call.lineno)
    top = package.partition(".")[0]
    given = [*call.args[:1], *_app_keyword(call)]
    met = (at,) if any(top in _ON_BLUEPRINTS or _is_app(value) for value in given) else ()
    return Extension(top, class_name, target, modules.name(path), path, at, met)


def _app_keyword(call: ast.Call) -> Iterator[ast.expr]:
    yield from (keyword.value for keyword in call.keywords if keyword.arg == "app")


def _is_app(node: ast.expr) -> bool:
    name = dotted(node)
    return name is not None and name.rpartition(".")[2] in {"app", "application", "flask_app", "_app"}


def class_of(modules: Modules, path: str, node: ast.expr, depth: int = 0) -> str | None:
    """Give the full name of the extension class that an expression stands for, seen through subclasses."""
    name = dotted(node)
    if name is None or depth > MOST_BASES:
        return None
    symbol = modules.resolve(path, name)
    if symbol.path is None:
        return _DERIVED.get(symbol.name, symbol.name) if _is_extension(symbol.name) else None
    definition = modules.outline(symbol.path).definitions.get(symbol.name)
    if isinstance(definition, ast.ClassDef):
        for parent in definition.bases:
            if origin := class_of(modules, symbol.path, parent, depth + 1):
                return origin
    return None


def _is_extension(name: str) -> bool:
    top, _, rest = name.partition(".")
    last = rest.rpartition(".")[2]
    if name in _OTHERS:
        return True
    if top in _ONLY:
        return last in _ONLY[top]
    return (
        top.startswith(("flask_", "flaskext"))
        and last[:1].isupper()
        and last not in _NO_EXTENSIONS
        and not last.endswith(("Form", "Field", "Mixin"))
    )


def _mentions(data: bytes) -> bool:
    return b"lask" in data or b"init_app" in data


@dataclass(frozen=True, eq=False)
class _Call:
    """A call, the variable that its result is put into, and the names that it calls `init_app` on."""

    node: ast.Call
    target: str
    holders: tuple[str, ...]


@lru_cache(maxsize=8192)
def _calls(source: Source) -> tuple[_Call, ...]:
    """Give a file's calls that may make or initialise an extension."""
    named: dict[int, str] = {}
    listed: dict[int, tuple[str, ...]] = {}
    calls: list[ast.Call] = []
    for node in ast.walk(source.tree):  # an assignment and a loop come before the call in them
        if isinstance(node, ast.For):
            listed |= _looped(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            named[id(node.value)] = dotted(targets[0]) or ""
        elif isinstance(node, ast.Call) and _may_be(dotted(node.func)):
            calls.append(node)
    return tuple(_Call(c, named.get(id(c), ""), listed.get(id(c)) or _holder(c)) for c in calls)


def _holder(call: ast.Call) -> tuple[str, ...]:
    name = dotted(call.func) or ""
    return (name.removesuffix(".init_app"),) if name.endswith(".init_app") else ()


def _looped(loop: ast.For) -> dict[int, tuple[str, ...]]:
    """Give the calls of `init_app` on the variable of a loop over names that stand there, with those names."""
    if not isinstance(loop.target, ast.Name) or not isinstance(loop.iter, ast.Tuple | ast.List):
        return {}
    names = tuple(name for item in loop.iter.elts if (name := dotted(item)))
    calls = (node for node in ast.walk(loop) if isinstance(node, ast.Call))
    return {id(call): names for call in calls if _holder(call) == (loop.target.id,)}


def _may_be(name: str | None) -> bool:
    """Say whether a call of this name may make an extension (a class's name) or initialise one."""
    last = (name or "").rpartition(".")[2]
    return last[:1].isupper() or last == "init_app"
