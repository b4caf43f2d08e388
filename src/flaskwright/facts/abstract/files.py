"""What the standard library says of files and modules in the project's folders."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import TYPE_CHECKING

from flaskwright.facts.abstract.calls import call
from flaskwright.facts.abstract.iterating import iterate
from flaskwright.facts.abstract.machine import ROOT
from flaskwright.facts.abstract.operations import truth
from flaskwright.facts.abstract.values import (
    Args,
    Class,
    External,
    Module,
    Native,
    Object,
    Unknown,
    Value,
    as_str,
    pieces,
    text,
)

if TYPE_CHECKING:
    from flaskwright.facts.abstract.machine import Machine

Call = Callable[["Machine", Args], Value]


def _path_join(_machine: Machine, args: Args) -> Value:
    parts: list[str | Unknown] = []
    for index, value in enumerate(args.positional):
        if index:
            parts.append("/")
        parts += pieces(value)
    joined = text(parts)
    return posixpath.normpath(joined) if isinstance(joined, str) and joined else joined


def _on_path(name: str) -> Call:
    def run(_machine: Machine, args: Args) -> Value:
        path = as_str(args.get(0, "path"))
        if path is None:
            return Unknown("a path")
        found = getattr(posixpath, name)(path)
        return list(found) if isinstance(found, tuple) else found

    return run


def _same(_machine: Machine, args: Args) -> Value:
    return args.positional[0] if args.positional else Unknown("no argument")


def _inside(machine: Machine, path: Value) -> str | None:
    """Give a path of the project's folder as one relative to its root."""
    del machine
    known = as_str(path)
    if known is None or not known.startswith(ROOT):
        return None
    return posixpath.normpath(known).removeprefix(ROOT).strip("/")


def _children(machine: Machine, folder: str) -> list[str]:
    start = f"{folder}/" if folder else ""
    return sorted({p[len(start) :].partition("/")[0] for p in machine.modules.files if p.startswith(start)})


def _list_folder(machine: Machine, args: Args) -> Value:
    folder = _inside(machine, args.get(0, "path"))
    return Unknown("files of a folder") if folder is None else _children(machine, folder)


def _glob(machine: Machine, args: Args) -> Value:
    import fnmatch  # noqa: PLC0415 (rarely needed)

    pattern = _inside(machine, args.get(0, "pathname"))
    if pattern is None:
        return Unknown("files of a pattern")
    folder, _, last = pattern.rpartition("/")
    names = _children(machine, folder)
    start = f"{ROOT}/{folder}" if folder else ROOT
    return [f"{start}/{name}" for name in names if fnmatch.fnmatch(name, last)]


def _exists(kind: str) -> Call:
    def run(machine: Machine, args: Args) -> Value:
        path = _inside(machine, args.get(0, "path"))
        if path is None:
            return Unknown("whether a file is there")
        is_file = path in machine.modules.files
        is_folder = any(p.startswith(f"{path}/") for p in machine.modules.files)
        return {"isfile": is_file, "isdir": is_folder}.get(kind, is_file or is_folder)

    return run


_FINDER = External("importlib.machinery.FileFinder")


def _walk_packages(machine: Machine, args: Args) -> Value:
    """Follow `pkgutil.iter_modules(path, prefix)`: tuples of finder, name and whether it is a package."""
    found: list[Value] = []
    prefix = as_str(args.get(1, "prefix", "")) or ""
    for item in iterate(machine, args.get(0, "path")) or []:
        folder = _inside(machine, item)
        if folder is None:
            return Unknown("modules of a folder")
        for name in _children(machine, folder):
            base = f"{folder}/{name}" if folder else name
            if name.endswith(".py") and name != "__init__.py":
                found.append((_FINDER, prefix + name.removesuffix(".py"), False))
            elif f"{base}/__init__.py" in machine.modules.files:
                found.append((_FINDER, prefix + name, True))
    return [_module_info(item, args) for item in found]


def _module_info(item: Value, args: Args) -> Value:
    made = Object(External("pkgutil.ModuleInfo"), args, args.at)
    made.attrs.update(zip(("module_finder", "name", "ispkg"), item, strict=True))
    made.model = list(item)
    return made


def _find_modules(machine: Machine, args: Args) -> Value:
    """Follow `werkzeug.utils.find_modules(import_path, include_packages, recursive)`."""
    name = as_str(args.get(0, "import_path"))
    folder = machine.modules.folder_of(name, args.at.path) if name else None
    if folder is None:
        return Unknown("modules of a package")
    deep = args.get(2, "recursive", default=False)
    packages = args.get(1, "include_packages", default=False)
    found = []
    for path in machine.modules.paths:
        inner = path.removeprefix(f"{folder}/")
        is_package = inner.endswith("/__init__.py")
        if inner in (path, "__init__.py") or (is_package and not packages):
            continue
        if inner.removesuffix("/__init__.py").count("/") == 0 or deep:
            found.append(machine.modules.name(path))
    return found


def _relative(_machine: Machine, args: Args) -> Value:
    path, start = as_str(args.get(0, "path")), as_str(args.get(1, "start"))
    known = path is not None and start is not None
    return posixpath.relpath(str(path), str(start)) if known else Unknown("a relative path")


def _walk(machine: Machine, args: Args) -> Value:
    """Follow `os.walk(top)`: tuples of folder, its folders and its files."""
    top = _inside(machine, args.get(0, "top"))
    if top is None:
        return Unknown("files of folders")
    start = f"{top}/" if top else ""
    inner = [path for path in machine.modules.files if path.startswith(start)]
    folders = {path.rpartition("/")[0] for path in inner}
    folders |= {"/".join(f.split("/")[:n]) for f in folders for n in range(1, f.count("/") + 1)}
    found: list[Value] = []
    for folder in sorted({top, *(f for f in folders if f.startswith(start))}):
        names = _children(machine, folder)
        full = f"{folder}/" if folder else ""
        files = [name for name in names if full + name in machine.modules.files]
        found.append((f"{ROOT}/{folder}".rstrip("/"), [name for name in names if name not in files], files))
    return found


def _root_path(machine: Machine, args: Args) -> Value:
    """Follow Flask's `get_root_path(import_name)`."""
    name = as_str(args.get(0, "import_name"))
    path = machine.modules.find(name, args.at.path) if name else None
    return (
        Unknown("a folder of a module") if path is None else f"{ROOT}/{path.rpartition('/')[0]}".rstrip("/")
    )


def _find_spec(machine: Machine, args: Args) -> Value:
    """Follow `importlib.util.find_spec(name)`."""
    name = as_str(args.get(0, "name"))
    return _spec(args, machine.modules.find(name.lstrip("."), args.at.path) if name else None)


def _spec_from_file(machine: Machine, args: Args) -> Value:
    """Follow `importlib.util.spec_from_file_location(name, path)`."""
    path = _inside(machine, args.get(1, "location"))
    return _spec(args, path if path in machine.modules.files else None)


def _spec(args: Args, path: str | None) -> Value:
    """Make a module's spec, which is also what finders of old gave: something with `load_module`."""
    made = Object(External("importlib.machinery.ModuleSpec"), args, args.at)
    made.attrs["loader"] = Object(External("importlib.machinery.SourceFileLoader"), args, args.at)
    made.model = path

    def load(machine: Machine, _args: Args) -> Value:
        return _from_spec(machine, Args([made]))

    made.attrs["load_module"] = Native("load_module", load)
    return made


def _from_spec(machine: Machine, args: Args) -> Value:
    """Follow `importlib.util.module_from_spec(spec)`; running it is `spec.loader.exec_module(module)`."""
    spec = args.get(0, "spec")
    path = spec.model if isinstance(spec, Object) and isinstance(spec.model, str) else None
    return Unknown("a module that is loaded by its path") if path is None else machine.load(path)


def _members(machine: Machine, args: Args) -> Value:
    """Follow `inspect.getmembers(thing, predicate)`: pairs of name and value."""
    thing, predicate = args.get(0, "object"), args.get(1, "predicate")
    if isinstance(thing, Module):
        names = machine.load(thing.path).scope.names
    elif isinstance(thing, Class):
        names = {name: value for parent in reversed(thing.line()) for name, value in parent.names.items()}
    else:
        return Unknown("members of a value")
    found = []
    for name, value in sorted(
        (n, v) for n, v in names.items() if isinstance(n, str) and not n.startswith("__")
    ):
        taken = predicate is None or truth(call(machine, predicate, Args([value], at=args.at))) is not False
        found += [(name, value)] if taken else []
    return found


FILES: dict[str, Call] = {
    "os.path.join": _path_join, "posixpath.join": _path_join, "werkzeug.utils.safe_join": _path_join,
    "os.path.dirname": _on_path("dirname"), "os.path.basename": _on_path("basename"),
    "os.path.splitext": _on_path("splitext"), "os.path.normpath": _on_path("normpath"),
    "os.path.split": _on_path("split"), "os.path.abspath": _same, "os.path.realpath": _same,
    "os.path.expanduser": _same, "os.path.relpath": _relative, "os.path.exists": _exists("exists"),
    "os.path.isfile": _exists("isfile"), "os.path.isdir": _exists("isdir"), "os.listdir": _list_folder,
    "os.walk": _walk, "glob.glob": _glob, "glob.iglob": _glob, "pathlib.Path": _same,
    "pkgutil.iter_modules": _walk_packages, "pkgutil.walk_packages": _walk_packages,
    "werkzeug.utils.find_modules": _find_modules, "werkzeug.find_modules": _find_modules,
    "flask.helpers.get_root_path": _root_path, "importlib.util.find_spec": _find_spec,
    "importlib.util.spec_from_file_location": _spec_from_file, "importlib.util.module_from_spec": _from_spec,
    "importlib.machinery.FileFinder.find_spec": _find_spec,
    "importlib.machinery.FileFinder.find_module": _find_spec, "inspect.getmembers": _members,
}  # fmt: skip
