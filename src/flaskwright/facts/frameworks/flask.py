"""Flask itself (and APIFlask, which is Flask with shortcuts): applications, blueprints, settings."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from flaskwright.facts.abstract.calls import call
from flaskwright.facts.abstract.machine import ROOT, Machine
from flaskwright.facts.abstract.values import (
    Args,
    Bound,
    Class,
    External,
    Function,
    Object,
    Unknown,
    Value,
    View,
    as_str,
    options,
    pieces,
    text,
)
from flaskwright.facts.frameworks.recogniser import Handler, Hook, Mount, Recogniser, Site
from flaskwright.facts.frameworks.registering import add_rule, decorator, endpoint_of

if TYPE_CHECKING:
    from flaskwright.facts.place import Place

HOOKS = (
    "after_app_request", "after_request", "app_context_processor", "app_errorhandler", "app_template_filter",
    "app_template_global", "app_template_test", "app_url_defaults", "app_url_value_preprocessor",
    "before_app_first_request", "before_app_request", "before_first_request", "before_request",
    "context_processor", "errorhandler", "shell_context_processor", "teardown_app_request",
    "teardown_appcontext", "teardown_request", "template_filter", "template_global", "template_test",
    "url_defaults", "url_value_preprocessor", "register_error_handler", "add_template_filter",
    "add_template_global", "add_template_test",
)  # fmt: skip


def as_view(owner: Class) -> Any:
    """Make `SomeView.as_view`."""

    def run(_machine: Machine, args: Args) -> Value:
        return View(owner, args.get(0, "name", Unknown("a view's name")), args.at)

    return run


def route(machine: Machine, site: Object, args: Args) -> Value:
    """Follow `@site.route(rule, **options)`."""
    return _route(machine, site, args, None)


def _route(machine: Machine, site: Object, args: Args, verb: str | None) -> Value:
    def put(view: Value) -> None:
        target = view.made_by if isinstance(view, View) else view
        # APIFlask lets a class view be decorated
        view_ = View(target, target.name, args.at) if isinstance(target, Class) else view
        add_rule(
            machine, site, args, args.get(0, "rule"), view_,
            endpoint=args.keywords.get("endpoint") or endpoint_of(view_),
            methods=(verb,) if verb else args.keywords.get("methods"),
            **_options(args),
        )  # fmt: skip

    return decorator(machine, "route", put)


def _verb(verb: str) -> Handler:
    return lambda machine, site, args: _route(machine, site, args, verb)


def _options(args: Args) -> dict[str, Value]:
    defaults = args.keywords.get("defaults")
    names = tuple(str(key) for key in defaults) if isinstance(defaults, dict) else ()
    return {
        "defaults": names,
        "subdomain": args.keywords.get("subdomain"),
        "host": args.keywords.get("host"),
        "build_only": args.keywords.get("build_only") is True,
    }


def add_url_rule(machine: Machine, site: Object, args: Args) -> Value:
    """Follow `site.add_url_rule(rule, endpoint, view_func, **options)`."""
    view = args.get(2, "view_func")
    endpoint = args.get(1, "endpoint")
    if endpoint is None:
        endpoint = endpoint_of(view)
    add_rule(
        machine, site, args, args.get(0, "rule"), view,
        endpoint=endpoint, methods=args.keywords.get("methods"), given=_given(args), **_options(args),
    )  # fmt: skip


def _given(args: Args) -> ast.expr | None:
    """Give the source of a view that is handed over in a call."""
    if args.node is None:
        return None
    plain = args.node.args[2] if len(args.node.args) > 2 else None  # noqa: PLR2004 (the third argument)
    return next((keyword.value for keyword in args.node.keywords if keyword.arg == "view_func"), plain)


def register_blueprint(machine: Machine, site: Object, args: Args) -> Value:
    """Follow `site.register_blueprint(blueprint, **options)`, through a `register` of the blueprint's own."""
    for child in options(args.get(0, "blueprint")):
        if not isinstance(child, Object) or child.kind != "blueprint":
            machine.unresolved(args, "the blueprint is only known at run time")
            continue
        if isinstance(child.made_by, Class):
            try:
                own = child.made_by.find("register")
            except KeyError:
                own = None
            if isinstance(own, Function):
                call(machine, Bound(child, own), Args([site, dict(args.keywords)], at=args.at))
                continue
        mount(machine, site, child, args.keywords, args.at)


def mount(machine: Machine, site: Object, child: Object, given: dict[Value, Value], at: Place) -> None:
    """Put a blueprint on a site."""
    if any(
        m.child is child and m.at == at and m.prefix == given.get("url_prefix") for m in site.model.mounts
    ):
        return
    name = as_str(child.model.name if given.get("name") is None else given["name"])
    if site.kind == "app" and name is not None:
        site.attrs["blueprints"][name] = child
    site.model.mounts.append(
        Mount(
            child, given.get("url_prefix"), given.get("subdomain"), given.get("name"), at, machine.condition
        )
    )


def _register(machine: Machine, blueprint: Object, args: Args) -> Value:
    """Follow `Blueprint.register(self, app, options)`, as a subclass calls it."""
    for site in options(args.get(0, "app")):
        if isinstance(site, Object) and isinstance(site.model, Site):
            given = args.get(1, "options", {})
            mount(machine, site, blueprint, given if isinstance(given, dict) else {}, args.at)


def _hook(name: str) -> Handler:
    def run(machine: Machine, site: Object, args: Args) -> Value:
        first = args.positional[0] if args.positional else None
        if isinstance(first, Function | Bound):
            site.model.hooks.append(Hook(name, first, args.at))
            return first
        given = args.get(1, "f")
        if (
            name in {"register_error_handler", "add_template_filter", "add_template_global"}
            and given is not None
        ):
            site.model.hooks.append(Hook(name, given, args.at))
            return None
        return decorator(machine, name, lambda view: site.model.hooks.append(Hook(name, view, args.at)))

    return run


def _endpoint(machine: Machine, site: Object, args: Args) -> Value:
    """Follow `@site.endpoint("name")`: the view of a rule that was added without one."""
    name = as_str(args.get(0, "endpoint"))

    def put(view: Value) -> None:
        for rule in site.model.rules:
            if rule.view is None and name is not None and as_str(rule.endpoint) == name:
                rule.view = view

    return decorator(machine, "endpoint", put)


def _record(machine: Machine, site: Object, args: Args) -> Value:
    """Follow `blueprint.record(f)`: f runs when the blueprint is registered."""
    return args.get(0, "func") if machine is not None and site is not None else None


_SHARED: dict[str, Handler] = {
    "route": route,
    "add_url_rule": add_url_rule,
    "register_blueprint": register_blueprint,
    "endpoint": _endpoint,
    **{verb: _verb(verb.upper()) for verb in ("get", "post", "put", "patch", "delete")},
    **{name: _hook(name) for name in HOOKS},
}


def static_rule(machine: Machine, made: Object, url: Value, at: Place) -> None:
    """Add the rule of a site's static files."""
    parts = [part.strip("/") if isinstance(part, str) else part for part in pieces(url)]
    rule = text(["/", *parts, "/<path:filename>"] if any(parts) else ["/<path:filename>"])
    add_rule(machine, made, Args(at=at), rule, None, endpoint="static", methods=("GET",), framework="static")


class App(Recogniser):
    """`Flask(...)` and its subclasses."""

    kind = "app"
    classes = ("flask.Flask", "apiflask.APIFlask", "flask_openapi3.OpenAPI", "flask_api.FlaskAPI")
    handlers = _SHARED

    def begin(self, machine: Machine, made: Object) -> None:
        """Prepare the application and its settings."""
        super().begin(machine, made)
        config = Object(External("flask.Config"), Args(), made.at, "config")
        config.model = {}
        made.attrs["config"] = config
        made.attrs["extensions"] = {}
        made.attrs["blueprints"] = {}

    def start(self, machine: Machine, made: Object, args: Args) -> None:
        """Take the name and the static folder."""
        super().start(machine, made, args)
        made.model.name = args.get(0, "import_name")
        made.attrs.setdefault("name", args.get(0, "import_name", Unknown("an application's name")))
        made.attrs.setdefault("root_path", f"{ROOT}/{made.at.path.rpartition('/')[0]}".rstrip("/"))
        folder = args.keywords.get("static_folder", "static")
        url = args.keywords.get("static_url_path")
        if folder is not None or url is not None:
            base = as_str(folder)
            usual = "/" + base.rstrip("/").rpartition("/")[2] if base is not None else "/static"
            static_rule(machine, made, usual if url is None else url, args.at)


class Blueprint(Recogniser):
    """`Blueprint(...)` and its subclasses, also those of extensions that are Flask's own with more methods."""

    kind = "blueprint"
    classes = (
        "flask.Blueprint", "apiflask.APIBlueprint", "flask_smorest.Blueprint", "flask_openapi3.APIBlueprint",
    )  # fmt: skip
    handlers = {**_SHARED, "register": _register, "record": _record, "record_once": _record}  # noqa: RUF012 (never changed)

    def start(self, machine: Machine, made: Object, args: Args) -> None:
        """Take name, prefix, subdomain and the static folder."""
        super().start(machine, made, args)
        model = made.model
        model.name = args.get(0, "name")
        model.prefix = args.keywords.get("url_prefix", args.get(5, "url_prefix"))
        model.subdomain = args.keywords.get("subdomain")
        made.attrs.setdefault("name", model.name)
        made.attrs.setdefault("import_name", args.get(1, "import_name"))
        made.attrs.setdefault("url_prefix", model.prefix)
        made.attrs.setdefault("root_path", f"{ROOT}/{made.at.path.rpartition('/')[0]}".rstrip("/"))
        folder = args.keywords.get("static_folder", args.get(2, "static_folder"))
        if folder is not None:
            base = as_str(folder)
            usual = "/" + base.rstrip("/").rpartition("/")[2] if base is not None else "/static"
            url = args.keywords.get("static_url_path", args.get(3, "static_url_path"))
            static_rule(machine, made, usual if url is None else url, args.at)

    def set(self, machine: Machine, made: Object, name: str, value: Value, at: Place) -> None:
        """Notice a changed prefix or name."""
        del machine, at
        if name == "url_prefix":
            made.model.prefix = value
