"""Flask-RESTful, Flask-RESTX and Flask-RESTPlus: APIs, namespaces and resources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flaskwright.facts.abstract.values import (
    Args,
    Class,
    External,
    Object,
    Unknown,
    Value,
    View,
    as_str,
    as_text,
    options,
    pieces,
    text,
)
from flaskwright.facts.frameworks.recogniser import Recogniser, Site
from flaskwright.facts.frameworks.registering import add_rule, decorator

if TYPE_CHECKING:
    from flaskwright.facts.abstract.machine import Machine

_RESTX = ("flask_restx", "flask_restplus")
_FIRST = re.compile(r"(.)([A-Z][a-z]+)")
_OTHER = re.compile(r"([a-z0-9])([A-Z])")


def _snake(name: str) -> str:
    """Give the endpoint that RESTX makes of a class name (`camel_to_dash`)."""
    return _OTHER.sub(r"\1_\2", _FIRST.sub(r"\1_\2", name)).lower()


def _is_restx(api: Object) -> bool:
    names = api.made_by.externals() if isinstance(api.made_by, Class) else [api.made_by.name]
    return any(name.startswith(_RESTX) for name in names)


def _put(machine: Machine, api: Object, resource: Value, urls: list[Value], args: Args) -> None:
    """Put a resource on an API or namespace under each of its URLs."""
    for option in options(resource):
        if not isinstance(option, Class):
            machine.unresolved(args, "the resource is only known at run time")
            continue
        endpoint = args.keywords.get("endpoint")
        if endpoint is None:
            endpoint = _default_endpoint(api, option)
        view = View(option, endpoint, args.at)
        if args.open and not urls:
            urls = [Unknown("URLs of an unknown list")]
        for url in urls:
            add_rule(
                machine, api, args, url, view,
                endpoint=endpoint, methods=args.keywords.get("methods"), framework="rest",
            )  # fmt: skip


def _default_endpoint(api: Object, resource: Class) -> Value:
    if api.kind == "rest_namespace" or _is_restx(api):
        name = _snake(resource.name)
        if api.kind == "rest_namespace":
            name_ = as_str(api.model.name)
            name = f"{name_}_{name}" if name_ else name
        used = api.model.more.setdefault("endpoints", {})
        count = used.get(name, set())
        if resource in count:
            return name
        used[name] = count | {resource}
        return name if not count else f"{name}_{len(count) + 1}"
    return resource.name.lower()


def _add_resource(machine: Machine, api: Object, args: Args) -> Value:
    """Follow `api.add_resource(Resource, *urls, endpoint=...)`."""
    urls = args.positional[1:]
    _put(machine, api, args.get(0, "resource"), urls, args)


def _resource(machine: Machine, api: Object, args: Args) -> Value:
    """Follow `@api.resource(*urls)` and `@ns.route(*urls)`."""
    return decorator(machine, "route", lambda made: _put(machine, api, made, args.positional, args))


def _attach(machine: Machine, api: Object, target: Value) -> None:
    """Put an API on an application or blueprint."""
    for site in options(target):
        if isinstance(site, Object) and isinstance(site.model, Site) and site.kind in {"app", "blueprint"}:
            apis = site.model.more.setdefault("apis", [])
            if not any(other is api for other, _condition in apis):
                apis.append((api, machine.condition))
        elif isinstance(site, Unknown) and site is not None:
            api.model.more["somewhere"] = True


def _init_app(machine: Machine, api: Object, args: Args) -> Value:
    if args.has(None, "prefix"):
        api.model.prefix = args.keywords["prefix"]
    _attach(machine, api, args.get(0, "app"))


def _add_namespace(machine: Machine, api: Object, args: Args) -> Value:
    for namespace in options(args.get(0, "ns")):
        if isinstance(namespace, Object) and namespace.kind == "rest_namespace":
            path = args.get(1, "path")
            api.model.more["namespaces"].append((namespace, path, machine.condition))
        else:
            machine.unresolved(args, "the namespace is only known at run time")


def _namespace(machine: Machine, api: Object, args: Args) -> Value:
    """Follow `api.namespace(name, ..., path=...)`: a new namespace, added at once."""
    made = Object(External("flask_restx.Namespace"), args, args.at, "rest_namespace")
    recogniser = Namespace()
    recogniser.begin(machine, made)
    recogniser.start(machine, made, args)
    api.model.more["namespaces"].append((made, None, machine.condition))
    return made


class Api(Recogniser):
    """`Api(app or blueprint, prefix=...)` and its subclasses."""

    kind = "rest_api"
    classes = ("flask_restful.Api", "flask_restx.Api", "flask_restplus.Api")
    handlers = {  # noqa: RUF012 (never changed)
        "add_resource": _add_resource,
        "resource": _resource,
        "route": _resource,
        "init_app": _init_app,
        "add_namespace": _add_namespace,
        "namespace": _namespace,
    }

    def begin(self, machine: Machine, made: Object) -> None:
        """Prepare the list of namespaces."""
        super().begin(machine, made)
        made.model.more["namespaces"] = []

    def start(self, machine: Machine, made: Object, args: Args) -> None:
        """Take the application or blueprint, and the prefix."""
        super().start(machine, made, args)
        made.model.prefix = args.keywords.get("prefix", None if _is_restx(made) else args.get(1, "prefix"))
        made.model.more["restx"] = _is_restx(made)
        made.model.more["doc"] = args.keywords.get("doc", "/")
        _attach(machine, made, args.get(0, "app"))


class Namespace(Recogniser):
    """`Namespace(name, path=...)`."""

    kind = "rest_namespace"
    classes = ("flask_restx.Namespace", "flask_restplus.Namespace")
    handlers = {"add_resource": _add_resource, "route": _resource}  # noqa: RUF012 (never changed)

    def start(self, machine: Machine, made: Object, args: Args) -> None:
        """Take the name and the path, which is the name where none is given."""
        super().start(machine, made, args)
        made.model.name = args.get(0, "name")
        path = args.get(2, "path")
        if path is None:
            path = text(["/", *pieces(made.model.name)])
        made.model.more["path"] = path


def namespace_path(namespace: Object, given: Value) -> Value:
    """Give the path of a namespace on an API: the given one as it is, else its own without a slash at the end."""
    if given is not None:
        return given
    path = as_text(namespace.model.more.get("path"))
    return path.rstrip("/") if isinstance(path, str) else path
