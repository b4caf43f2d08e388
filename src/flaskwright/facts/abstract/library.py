"""What the standard library's functions give that applications build routes with."""

from __future__ import annotations

from collections.abc import Callable

from flaskwright.facts.abstract import operations
from flaskwright.facts.abstract.calls import call, decorated
from flaskwright.facts.abstract.files import FILES
from flaskwright.facts.abstract.iterating import iterate
from flaskwright.facts.abstract.machine import Machine
from flaskwright.facts.abstract.values import (
    Args,
    Bound,
    Function,
    Native,
    Text,
    Unknown,
    Value,
    as_str,
    as_text,
    either,
    options,
)

Call = Callable[[Machine, Args], Value]


def _environment(_machine: Machine, args: Args) -> Value:
    name = as_text(args.get(0, "key"))
    default = args.get(1, "default")
    why = Unknown(f"the environment variable {name}")
    return either([None, why]) if default is None else operations.soften(default, why.why)


def import_module(machine: Machine, args: Args) -> Value:
    """Follow `import_module(name, package)`: a name with unknown parts means every module that fits."""
    package = as_str(args.get(1, "package"))
    found = []
    for option in options(args.get(0, "name")):
        name = as_text(option)
        if name is None:
            continue
        if isinstance(name, str):
            path = _module_path(machine, str(name), package, args)
            if path is not None:
                found.append(machine.load(path))
        else:
            found += [machine.load(path) for path in _fitting(machine, name, package, args)]
    if not found:
        known = all(isinstance(as_text(option), str) for option in options(args.get(0, "name")))
        if not known and "lask" in machine.modules.source(args.at.path).text:
            machine.unresolved(args, "the module's name is only known at run time")
        return Unknown("a module that is imported by a name of its own")
    return either(list(found))


def _absolute(name: str, package: str | None) -> str:
    level = len(name) - len(name.lstrip("."))
    if not level:
        return name
    parts = (package or "").split(".")
    kept = parts[: len(parts) - level + 1]
    return ".".join([*(part for part in kept if part), name.lstrip(".")])


def _module_path(machine: Machine, name: str, package: str | None, args: Args) -> str | None:
    return machine.modules.find(_absolute(name, package), args.at.path)


def _fitting(machine: Machine, name: Text, package: str | None, args: Args) -> list[str]:
    """Give the modules whose names fit a text with unknown parts."""
    import re  # noqa: PLC0415 (rarely needed)

    written = "".join(part if isinstance(part, str) else "\0" for part in name.parts)
    full = _absolute(written, package)
    folder, _, last = full.rpartition(".")
    if not folder or "\0" in folder.partition(".")[0]:
        return []
    pattern = re.compile(".*".join(re.escape(piece) for piece in full.split("\0")) + "$")
    modules = machine.modules
    start = modules.folder_of(full.split("\0")[0].rpartition(".")[0], args.at.path)
    if start is None:
        return []
    paths = [p for p in modules.paths if p.startswith(f"{start}/") and pattern.match(modules.name(p))]
    del last
    return paths


def _import_string(machine: Machine, args: Args) -> Value:
    from flaskwright.facts.abstract.attributes import get_attribute  # noqa: PLC0415 (it needs the library)

    name = as_str(args.get(0, "import_name"))
    if name is None:
        return Unknown("an object imported by its name")
    return resolve_string(machine, name.replace(":", "."), args, get_attribute)


def resolve_string(machine: Machine, name: str, args: Args, get_attribute: Callable[..., Value]) -> Value:
    """Give what a dotted text names: a module of the project or something in one."""
    path = machine.modules.find(name, args.at.path)
    if path is not None:
        return machine.load(path)
    module, _, attribute = name.rpartition(".")
    if not module:
        return Unknown(f"{name} from outside of the project")
    owner = resolve_string(machine, module, args, get_attribute)
    return owner if isinstance(owner, Unknown) else get_attribute(machine, owner, attribute, args.at)


def _same(_machine: Machine, args: Args) -> Value:
    return args.positional[0] if args.positional else Unknown("no argument")


def _partial(machine: Machine, args: Args) -> Value:
    del machine
    first, *rest = args.positional or [Unknown("no function")]

    def run(machine: Machine, later: Args) -> Value:
        joined = Args(
            [*rest, *later.positional], {**args.keywords, **later.keywords}, later.at, later.open, later.node
        )
        return call(machine, first, joined)

    if isinstance(first, Function | Bound) and not rest and not args.keywords:
        return first
    return Native("partial", run, first)


def _wraps(_machine: Machine, args: Args) -> Value:
    wrapped = args.positional[0] if args.positional else None

    def run(_machine: Machine, later: Args) -> Value:
        function = later.positional[0] if later.positional else Unknown("no function")
        if isinstance(function, Function) and wrapped is not None and wrapped is not function:
            function.wraps = wrapped
        return function

    return Native("wraps", run)


def _update_wrapper(_machine: Machine, args: Args) -> Value:
    wrapper, wrapped = (*args.positional, None, None)[:2]
    if isinstance(wrapper, Function) and wrapped is not wrapper:
        wrapper.wraps = wrapped
    return wrapper


def _cached(_machine: Machine, args: Args) -> Value:
    return decorated("cache", args)


def _chain(machine: Machine, args: Args) -> Value:
    found: list[Value] = []
    for value in args.positional:
        items = iterate(machine, value)
        found += [Unknown("items of an unknown list")] if items is None else items
    return found


def _product(machine: Machine, args: Args) -> Value:
    import itertools  # noqa: PLC0415 (rarely needed)

    rows = [iterate(machine, value) for value in args.positional]
    if any(row is None for row in rows):
        return Unknown("a product")
    return list(itertools.islice(itertools.product(*[row for row in rows if row is not None]), 500))


def _default_dict(machine: Machine, args: Args) -> Value:
    del machine, args
    return {}


def _ordered_dict(machine: Machine, args: Args) -> Value:
    from flaskwright.facts.abstract.builtin import BUILTINS  # noqa: PLC0415 (they need the library)

    return call(machine, BUILTINS["dict"], args)


def _proxied(machine: Machine, args: Args) -> Value:
    """Follow `LocalProxy(function)`: it stands for what the function gives."""
    return call(machine, args.get(0, "local"), Args(at=args.at))


def _version_of(_machine: Machine, _args: Args) -> Value:
    return Unknown("an installed version")


def _join_url(_machine: Machine, args: Args) -> Value:
    from urllib.parse import urljoin  # noqa: PLC0415 (rarely needed)

    first, second = as_str(args.get(0, "base")), as_str(args.get(1, "url"))
    return urljoin(first, second) if first is not None and second is not None else Unknown("a joined URL")


LIBRARY: dict[str, Call] = {
    **FILES,
    "os.environ.get": _environment, "os.getenv": _environment, "environ.get": _environment,
    "importlib.import_module": import_module, "werkzeug.utils.import_string": _import_string,
    "werkzeug.import_string": _import_string, "flask.helpers.import_string": _import_string,
    "functools.partial": _partial, "functools.wraps": _wraps, "functools.update_wrapper": _update_wrapper,
    "functools.lru_cache": _cached, "functools.cache": _cached, "contextlib.contextmanager": _cached,
    "itertools.chain": _chain, "itertools.product": _product, "collections.OrderedDict": _ordered_dict,
    "collections.defaultdict": _default_dict, "importlib.metadata.version": _version_of,
    "werkzeug.local.LocalProxy": _proxied, "werkzeug.LocalProxy": _proxied,
    "copy.copy": _same, "copy.deepcopy": _same, "typing.cast": lambda _m, a: a.get(1, "val"),
    "types.MappingProxyType": _same, "urllib.parse.urljoin": _join_url,
    "flask.has_app_context": lambda _m, _a: False, "flask.has_request_context": lambda _m, _a: False,
    "str": lambda m, a: operations.to_text(m, a.get(0, "object")),
}  # fmt: skip
