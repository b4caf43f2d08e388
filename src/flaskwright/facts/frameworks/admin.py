"""Flask-Admin: views with `@expose`, and the pages that its model and file views bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.facts.abstract.attributes import name_of
from flaskwright.facts.abstract.iterating import iterate
from flaskwright.facts.abstract.values import (
    Args,
    Class,
    External,
    Object,
    Text,
    Unknown,
    Value,
    as_str,
    as_text,
    options,
    pieces,
    text,
)
from flaskwright.facts.frameworks.classes import short
from flaskwright.facts.frameworks.exposing import Exposed, add_exposures, exposures
from flaskwright.facts.frameworks.flask import mount, static_rule
from flaskwright.facts.frameworks.recogniser import Recogniser, Site

if TYPE_CHECKING:
    from flaskwright.facts.abstract.machine import Machine

# flask_admin/model/base.py
_MODEL: tuple[Exposed, ...] = (
    ("index_view", "/", ("GET",)),
    ("create_view", "/new/", ("GET", "POST")),
    ("edit_view", "/edit/", ("GET", "POST")),
    ("details_view", "/details/", ("GET",)),
    ("delete_view", "/delete/", ("POST",)),
    ("action_view", "/action/", ("POST",)),
    ("export", "/export/<export_type>/", ("GET",)),
    ("ajax_lookup", "/ajax/lookup/", ("GET",)),
    ("ajax_update", "/ajax/update/", ("POST",)),
)
# flask_admin/contrib/fileadmin/__init__.py
_FILES: tuple[Exposed, ...] = (
    ("index", "/old_index", ("GET",)),
    ("index", "/old_b/<path:path>", ("GET",)),
    ("index_view", "/", ("GET",)),
    ("index_view", "/b/<path:path>", ("GET",)),
    ("upload", "/upload/", ("GET", "POST")),
    ("upload", "/upload/<path:path>", ("GET", "POST")),
    ("download", "/download/<path:path>", ("GET",)),
    ("mkdir", "/mkdir/", ("GET", "POST")),
    ("mkdir", "/mkdir/<path:path>", ("GET", "POST")),
    ("delete", "/delete/", ("POST",)),
    ("rename", "/rename/", ("GET", "POST")),
    ("edit", "/edit/", ("GET", "POST")),
    ("action_view", "/action/", ("POST",)),
)
_EXPOSED: dict[str, tuple[Exposed, ...]] = {
    "flask_admin.ModelView": _MODEL,
    "flask_admin.BaseModelView": _MODEL,
    "flask_admin.FileAdmin": _FILES,
    "flask_admin.BaseFileAdmin": _FILES,
    "flask_admin.S3FileAdmin": _FILES,
    "flask_admin.AzureFileAdmin": _FILES,
    "flask_admin.AdminIndexView": (("index", "/", ("GET",)),),
    "flask_admin.RedisCli": (("console_view", "/", ("GET",)), ("execute_view", "/run/", ("POST",))),
}
# The place of `name` among the positional arguments; category, endpoint and url follow it.
_NAME_AT = {"flask_admin.FileAdmin": 2, "flask_admin.RedisCli": 1}
_NO_SESSION = ("peewee", "mongoengine", "pymongo")


class AdminView(Recogniser):
    """`BaseView` and its subclasses."""

    kind = "admin_view"
    classes = (
        "flask_admin.BaseView", "flask_admin.ModelView", "flask_admin.BaseModelView", "flask_admin.FileAdmin",
        "flask_admin.BaseFileAdmin", "flask_admin.S3FileAdmin", "flask_admin.AdminIndexView",
        "flask_admin.AzureFileAdmin", "flask_admin.RedisCli",
    )  # fmt: skip

    def start(self, machine: Machine, made: Object, args: Args) -> None:
        """Take name, endpoint and URL."""
        super().start(machine, made, args)
        first, family = _family(made)
        index = family == "flask_admin.AdminIndexView"
        endpoint = args.get(first + 2, "endpoint")
        if endpoint is None and index:
            endpoint = "admin"
        if endpoint is None and family in {"flask_admin.ModelView", "flask_admin.BaseModelView"}:
            endpoint = _lower(args.get(0, "model"))
        if endpoint is None:
            endpoint = _lower(made.made_by)
        url = args.get(first + 3, "url")
        made.model.name = endpoint
        made.model.more["url"] = "/admin" if url is None and index else url
        made.model.more["static"] = "static" if index else args.keywords.get("static_folder")
        made.attrs.setdefault("endpoint", endpoint)
        made.attrs.setdefault("model", args.get(0, "model"))


def _family(made: Object) -> tuple[int, str]:
    """Give the external base that makes a view, and where its `name` stands among the arguments."""
    names = made.made_by.externals() if isinstance(made.made_by, Class) else [made.made_by.name]
    for name in names:
        family = short(name)
        if family == "flask_admin.ModelView":
            return (1 if any(word in name for word in _NO_SESSION) else 2), family
        if family in _EXPOSED:
            return _NAME_AT.get(family, 0), family
    return 0, "flask_admin.BaseView"


def _lower(value: Value) -> Value:
    for option in options(value):
        if isinstance(option, Class):
            return option.name.lower()
        if isinstance(option, External):
            return option.name.rpartition(".")[2].lower()
    name = name_of(value)
    return name.lower() if name else Unknown("the name of a model")


def _add_view(machine: Machine, admin: Object, args: Args) -> Value:
    for view in options(args.get(0, "view")):
        if isinstance(view, Object) and isinstance(view.model, Site) and view.kind == "admin_view":
            admin.model.more["views"].append((view, machine.condition))
            for app in admin.model.more["apps"]:
                _publish(machine, admin, app, view, args)
        else:
            machine.unresolved(args, "the view is only known at run time")


def _add_views(machine: Machine, admin: Object, args: Args) -> Value:
    for value in args.positional:
        for view in iterate(machine, value) or [value]:
            _add_view(machine, admin, Args([view], at=args.at))


def _init_app(machine: Machine, admin: Object, args: Args) -> Value:
    if args.has(1, "index_view"):
        _replace_index(machine, admin, args)
    for app in options(args.get(0, "app")):
        if isinstance(app, Object) and app.kind == "app" and app not in admin.model.more["apps"]:
            admin.model.more["apps"].append(app)
            for view, conditions in list(admin.model.more["views"]):
                kept = list(machine.conditions)
                machine.conditions += [c for c in conditions if c not in machine.conditions]
                _publish(machine, admin, app, view, args)
                machine.conditions[:] = kept


def _replace_index(machine: Machine, admin: Object, args: Args) -> None:
    index = args.get(1, "index_view")
    if isinstance(index, Object) and index.kind == "admin_view":
        del machine
        admin.model.more["views"][0] = (index, ())
        admin.model.more["url"] = index.model.more.get("url")


def _publish(machine: Machine, admin: Object, app: Object, view: Object, args: Args) -> None:
    """Make a view's blueprint and register it, as `BaseView.create_blueprint` does."""
    prefix = _url(admin, view)
    site = Object(External("flask.Blueprint"), args, view.at, "blueprint")
    site.model = Site(begun=True, name=view.model.name, prefix=None if prefix == "/" else prefix, at=view.at)
    site.model.more["made_by"] = "flask_admin"
    machine.objects.append(site)
    made_by = view.made_by
    add_exposures(machine, site, list(exposures(machine, made_by, _EXPOSED)), args, "flask-admin")
    static = as_str(view.model.more.get("static"))
    if static is not None:
        static_rule(machine, site, "/static/admin" if prefix == "/" else f"/{static}", args.at)
    mount(machine, app, site, {}, args.at)


def _url(admin: Object, view: Object) -> Value:
    """Follow `BaseView._get_view_url`."""
    url = view.model.more.get("url")
    base = admin.model.more["url"]
    index = admin.model.more["views"][0][0] if admin.model.more["views"] else None
    if url is None:
        if as_str(base) == "/":
            return "/" if view is index else text(["/", *pieces(view.model.name)])
        return text([*pieces(base), "/", *pieces(view.model.name)])
    shown = as_text(url)
    start = shown.parts[0] if isinstance(shown, Text) else shown
    if isinstance(start, str) and not start.startswith("/"):
        return text([*pieces(base), "/", *pieces(url)])
    return url


class Admin(Recogniser):
    """`Admin(app, ...)`."""

    kind = "admin"
    classes = ("flask_admin.Admin",)
    handlers = {"add_view": _add_view, "add_views": _add_views, "init_app": _init_app}  # noqa: RUF012 (never changed)

    def begin(self, machine: Machine, made: Object) -> None:
        """Prepare the lists of applications and views."""
        super().begin(machine, made)
        made.model.more.update(apps=[], views=[], url="/admin")

    def start(self, machine: Machine, made: Object, args: Args) -> None:
        """Take the application, the URL and the index view."""
        super().start(machine, made, args)
        url = args.get(2, "url")
        index = next(
            (
                v
                for v in [*args.positional, *args.keywords.values()]
                if isinstance(v, Object) and v.kind == "admin_view"
            ),
            None,
        )
        if index is None:
            index = Object(External("flask_admin.AdminIndexView"), args, args.at, "admin_view")
            index.model = Site(begun=True, name=args.keywords.get("endpoint") or "admin", at=args.at)
            index.model.more.update(url="/admin" if url is None else url, static="static")
        made.model.more["url"] = url if url is not None else index.model.more.get("url") or "/admin"
        made.model.more["views"].append((index, machine.condition))
        if args.has(0, "app"):
            _init_app(machine, made, Args([args.get(0, "app")], at=args.at))
