"""Flask-AppBuilder: views and APIs with `@expose`, and the pages and calls that its model views bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.facts.abstract.attributes import get_attribute
from flaskwright.facts.abstract.calls import instantiate
from flaskwright.facts.abstract.iterating import iterate
from flaskwright.facts.abstract.values import (
    Args,
    Class,
    External,
    Object,
    Unknown,
    Value,
    as_str,
    is_known,
    options,
    pieces,
    text,
)
from flaskwright.facts.frameworks.classes import short
from flaskwright.facts.frameworks.exposing import Exposed, Exposure, add_exposures, exposures
from flaskwright.facts.frameworks.flask import mount
from flaskwright.facts.frameworks.recogniser import Recogniser, Site

if TYPE_CHECKING:
    from flaskwright.facts.abstract.machine import Machine

_GET, _BOTH = ("GET",), ("GET", "POST")
# flask_appbuilder/api/__init__.py
_REST: tuple[Exposed, ...] = (
    ("info", "/_info", _GET),
    ("get", "/<int:pk>", _GET),
    ("get_list", "/", _GET),
    ("post", "/", ("POST",)),
    ("put", "/<pk>", ("PUT",)),
    ("delete", "/<pk>", ("DELETE",)),
)
# flask_appbuilder/views.py
_MODEL: tuple[Exposed, ...] = (
    ("list", "/list/", _GET),
    ("show", "/show/<pk>", _GET),
    ("add", "/add", _BOTH),
    ("edit", "/edit/<pk>", _BOTH),
    ("delete", "/delete/<pk>", _BOTH),
    ("download", "/download/<string:filename>", _GET),
    ("action", "/action/<string:name>/<pk>", _BOTH),
    ("action_post", "/action_post", ("POST",)),
    ("api", "/api", _GET),
    ("api_read", "/api/read", _GET),
    ("api_get", "/api/get/<pk>", _GET),
    ("api_create", "/api/create", ("POST",)),
    ("api_update", "/api/update/<pk>", ("PUT",)),
    ("api_delete", "/api/delete/<pk>", ("DELETE",)),
    ("api_column_add", "/api/column/add/<col_name>", _GET),
    ("api_column_edit", "/api/column/edit/<col_name>", _GET),
    ("api_readvalues", "/api/readvalues", _GET),
)
_FORM: tuple[Exposed, ...] = (("this_form_get", "/form", _GET), ("this_form_post", "/form", ("POST",)))
_COMPACT: tuple[Exposed, ...] = (
    ("list", "/list/", _BOTH),
    ("add", "/add/", _BOTH),
    ("edit", "/edit/<pk>", _BOTH),
    ("delete", "/delete/<pk>", _BOTH),
)
_EXPOSED: dict[str, tuple[Exposed, ...]] = {
    "flask_appbuilder.ModelRestApi": _REST,
    "flask_appbuilder.ModelView": _MODEL,
    "flask_appbuilder.RestCRUDView": _MODEL,
    "flask_appbuilder.SimpleFormView": _FORM,
    "flask_appbuilder.PublicFormView": _FORM,
    "flask_appbuilder.CompactCRUDMixin": _COMPACT,
    "flask_appbuilder.IndexView": (("index", "/", _GET),),
    "flask_appbuilder.MultipleView": (("list", "/list/", _GET),),
    "flask_appbuilder.MasterDetailView": (("list", "/list/", _GET), ("list", "/list/<pk>", _GET)),
}
_AT_ROOT = frozenset({"flask_appbuilder.IndexView", "flask_appbuilder.UtilView"})
_APIS = frozenset({"flask_appbuilder.ModelRestApi", "flask_appbuilder.BaseApi"})


class BuilderView(Recogniser):
    """`BaseView`, `BaseApi` and their subclasses."""

    kind = "builder_view"
    classes = (
        "flask_appbuilder.BaseView", "flask_appbuilder.BaseApi", "flask_appbuilder.ModelView",
        "flask_appbuilder.ModelRestApi", "flask_appbuilder.SimpleFormView", "flask_appbuilder.IndexView",
        "flask_appbuilder.PublicFormView", "flask_appbuilder.MultipleView", "flask_appbuilder.MasterDetailView",
        "flask_appbuilder.RestCRUDView", "flask_appbuilder.BaseModelApi", "flask_appbuilder.UtilView",
    )  # fmt: skip


def _add(machine: Machine, builder: Object, args: Args) -> Value:
    """Follow `add_view(View, ...)`, `add_view_no_menu(View)` and `add_api(Api)`."""
    for given in options(args.get(0, "baseview")):
        view = instantiate(machine, given, Args(at=args.at)) if isinstance(given, Class) else given
        if isinstance(view, Object) and view.kind == "builder_view":
            _publish(machine, builder, view, args)
        elif not isinstance(given, External):
            machine.unresolved(args, "the view is only known at run time")


def _publish(machine: Machine, builder: Object, view: Object, args: Args) -> None:
    name = view.made_by.name.rpartition(".")[2]
    endpoint = args.keywords.get("endpoint")
    site = Object(External("flask.Blueprint"), args, view.at, "blueprint")
    site.model = Site(
        begun=True, name=name if endpoint is None else endpoint, prefix=_base(machine, view), at=view.at
    )
    site.model.more["made_by"] = "flask_appbuilder"
    site.model.reached = machine.reached
    machine.objects.append(site)
    found = [e for e in exposures(machine, view.made_by, _EXPOSED) if _included(machine, view, e)]
    add_exposures(machine, site, found, args, "flask-appbuilder")
    builder.model.more["sites"].append((site, args.at, machine.condition))
    for app in builder.model.more["apps"]:
        mount(machine, app, site, {}, args.at)


def _attribute(machine: Machine, view: Object, name: str) -> Value:
    found = get_attribute(machine, view, name, view.at)
    return None if isinstance(found, Unknown) else found


def _base(machine: Machine, view: Object) -> Value:
    """Give a view's URL: `route_base`, else made of version and resource, or of the class's name."""
    base = _attribute(machine, view, "route_base")
    if base is not None and is_known(base) and not isinstance(base, External):
        return base
    name = view.made_by.name.rpartition(".")[2].lower()
    if any(short(e) in _AT_ROOT for e in _externals(view)):
        return None
    if not _is_api(view):
        return f"/{name}"
    version = _attribute(machine, view, "version")
    resource = _attribute(machine, view, "resource_name")
    version = "v1" if version is None or isinstance(version, External) else version
    resource = name if resource is None or isinstance(resource, External) else resource
    return text(["/api/", *pieces(version), "/", *pieces(resource)])


def _is_api(view: Object) -> bool:
    return any(short(name) in _APIS for name in _externals(view))


def _externals(view: Object) -> list[str]:
    return view.made_by.externals() if isinstance(view.made_by, Class) else [view.made_by.name]


def _included(machine: Machine, view: Object, exposure: Exposure) -> bool:
    """Follow `include_route_methods` and `exclude_route_methods`."""
    included = _attribute(machine, view, "include_route_methods")
    excluded = _attribute(machine, view, "exclude_route_methods")
    return _names(machine, included, exposure.name) is not False and not _names(
        machine, excluded, exposure.name
    )


def _names(machine: Machine, given: Value, name: str) -> bool | None:
    """Say whether a list of names, or a text that has them, has one; None where that is unknown."""
    text_ = as_str(given)
    if text_ is not None:
        return name in text_
    items = iterate(machine, given)
    return None if items is None else name in {as_str(item) for item in items}


def _init_app(machine: Machine, builder: Object, args: Args) -> Value:
    for app in options(args.get(0, "app")):
        if isinstance(app, Object) and app.kind == "app" and app not in builder.model.more["apps"]:
            builder.model.more["apps"].append(app)
            for site, at, _condition in builder.model.more["sites"]:
                mount(machine, app, site, {}, at)
            index = builder.attrs.get("indexview")
            if isinstance(index, Class):
                _add(machine, builder, Args([index], at=args.at))


class AppBuilder(Recogniser):
    """`AppBuilder(app, session)`."""

    kind = "builder"
    classes = ("flask_appbuilder.AppBuilder",)
    handlers = {  # noqa: RUF012 (never changed)
        "add_view": _add,
        "add_view_no_menu": _add,
        "add_api": _add,
        "init_app": _init_app,
    }

    def begin(self, machine: Machine, made: Object) -> None:
        """Prepare the lists of applications and views."""
        super().begin(machine, made)
        made.model.more.update(apps=[], sites=[])

    def start(self, machine: Machine, made: Object, args: Args) -> None:
        """Take the application and the index view."""
        super().start(machine, made, args)
        if args.has(None, "indexview"):
            made.attrs["indexview"] = args.keywords["indexview"]
        if args.has(0, "app"):
            _init_app(machine, made, Args([args.get(0, "app")], at=args.at))
