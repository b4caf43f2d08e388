"""Classes: inheritance in Python's order, properties, metaclasses, enumerations, instances."""

from __future__ import annotations

import pytest

from flaskwright.facts.abstract.values import Unknown
from following import views, worth

CASES = {
    "class attributes through bases": (
        """
        class Base:
            prefix = "/base"
            name = "x"
            def register(self, app):
                app.add_url_rule(self.prefix + "/" + self.name, self.name)
        class Child(Base):
            prefix = "/child"
        Child().register(app)
        """,
        ["GET /child/x x"],
    ),
    "super in the right order": (
        """
        class A:
            def rules(self):
                return ["/a"]
        class B(A):
            def rules(self):
                return super().rules() + ["/b"]
        class C(A):
            def rules(self):
                return super().rules() + ["/c"]
        class D(B, C):
            def rules(self):
                return super(D, self).rules() + ["/d"]
        for rule in D().rules():
            app.add_url_rule(rule, rule[1:])
        """,
        ["GET /a a", "GET /b b", "GET /c c", "GET /d d"],
    ),
    "a base from outside comes in its place": (
        """
        class Module(Blueprint):
            def __init__(self, name, **kwargs):
                kwargs.setdefault("url_prefix", "/" + name)
                super().__init__("M-" + name, __name__, **kwargs)
        class Mixin:
            def __init__(self):
                super().__init__()
        class Child(Module, Mixin):
            def __init__(self, name):
                Module.__init__(self, name)
                Mixin.__init__(self)
        bp = Child("shop")
        bp.add_url_rule("/x", "x")
        app.register_blueprint(bp)
        """,
        ["GET /shop/x M-shop.x"],
    ),
    "a register of one's own": (
        """
        class Module(Blueprint):
            children = ()
            def register(self, app, options):
                super().register(app, options)
                for child in self.children:
                    if app.blueprints.get(child.name) is None:
                        app.register_blueprint(child)
        inner = Module("inner", __name__, url_prefix="/inner")
        inner.add_url_rule("/x", "x")
        outer = Module("outer", __name__, url_prefix="/outer")
        outer.add_url_rule("/y", "y")
        outer.children = [inner, inner]
        app.register_blueprint(outer)
        """,
        ["GET /inner/x inner.x", "GET /outer/y outer.y"],
    ),
    "class methods, static methods, properties": (
        """
        class View:
            kind = "thing"
            @property
            def rule(self):
                return "/" + self.kind
            @classmethod
            def add(cls, app):
                app.add_url_rule(cls.join("/c", cls.kind), "c")
            @staticmethod
            def join(a, b):
                return a + "/" + b
        View.add(app)
        app.add_url_rule(View().rule, "p")
        app.add_url_rule(View.__name__, "n")
        """,
        ["GET /c/thing c", "GET /thing p", "GET View n"],
    ),
    "enumerations": (
        """
        from enum import Enum
        class Endpoint(str, Enum):
            search = "search"
            home = "home"
            def __str__(self):
                return self.value
        for endpoint in Endpoint:
            app.add_url_rule(f"/{endpoint}", endpoint.name)
        app.add_url_rule("/" + Endpoint.search.upper(), "u")
        app.add_url_rule("/i/" + Endpoint["home"].value, "i")
        """,
        ["GET /SEARCH u", "GET /home home", "GET /i/home i", "GET /search search"],
    ),
    "metaclasses and hooks of subclasses": (
        """
        REGISTRY = []
        class Meta(type):
            def __init__(cls, name, bases, names):
                REGISTRY.append(cls)
        class Base(metaclass=Meta):
            rule = "/base"
        class A(Base):
            rule = "/a"
        class Plugin:
            def __init_subclass__(cls, **kwargs):
                REGISTRY.append(cls)
        class B(Plugin):
            rule = "/b"
        for item in REGISTRY:
            app.add_url_rule(item.rule, item.__name__)
        """,
        ["GET /a A", "GET /b B", "GET /base Base"],
    ),
    "dataclasses and named tuples": (
        """
        from dataclasses import dataclass
        from typing import NamedTuple
        @dataclass
        class Page:
            rule: str
            name: str = "x"
        class Other(NamedTuple):
            rule: str
            name: str
        for page in (Page("/a", name="a"), Other("/b", "b")):
            app.add_url_rule(page.rule, page.name)
        """,
        ["GET /a a", "GET /b b"],
    ),
    "objects that are called or have items": (
        """
        class Rules:
            def __call__(self, name):
                return "/called/" + name
            def __getitem__(self, name):
                return "/item/" + name
            def __str__(self):
                return "/text"
        rules = Rules()
        app.add_url_rule(rules("a"), "a")
        app.add_url_rule(rules["b"], "b")
        app.add_url_rule(str(rules), "c")
        """,
        ["GET /called/a a", "GET /item/b b", "GET /text c"],
    ),
    "class views": (
        """
        from flask.views import MethodView, View
        class Base(MethodView):
            def get(self): ...
        class Item(Base):
            def delete(self): ...
        class Old(View):
            methods = ["GET", "POST"]
            def dispatch_request(self): ...
        class Plain(View):
            def dispatch_request(self): ...
        app.add_url_rule("/item", view_func=Item.as_view("item"))
        app.add_url_rule("/old", view_func=Old.as_view("old"))
        app.add_url_rule("/plain", view_func=Plain.as_view("plain"), methods=["PUT"])
        def register_view(site, routes, view_func, **more):
            for rule in routes:
                site.add_url_rule(rule, view_func=view_func, **more)
        register_view(app, ["/r", "/r/<id>"], Item.as_view("r"))
        """,
        [
            "DELETE,GET /item item",
            "DELETE,GET /r r",
            "DELETE,GET /r/<id> r",
            "GET,POST /old old",
            "PUT /plain plain",
        ],
    ),
    "rules that a class makes of its operations": (
        """
        from flask.views import View
        class NodeView(View):
            operations = {"obj": [{"get": "properties", "delete": "delete"}, {"get": "list"}]}
            ids = [{"type": "int", "id": "nid"}]
            @classmethod
            def register_node_view(cls, blueprint):
                for command, variants in cls.operations.items():
                    for index, verbs in enumerate(variants):
                        url = "".join("<{0}:{1}>".format(p["type"], p["id"]) for p in cls.ids) if index == 0 else ""
                        blueprint.add_url_rule(
                            f"/{command}/{url}",
                            view_func=cls.as_view(command + ("_id" if index == 0 else ""), cmd=command),
                            methods=[verb.upper() for verb in verbs],
                        )
        class TableView(NodeView):
            pass
        bp = Blueprint("table", __name__, url_prefix="/table")
        TableView.register_node_view(bp)
        app.register_blueprint(bp)
        """,
        ["DELETE,GET /table/obj/<int:nid> table.obj_id", "GET /table/obj/ table.obj"],
    ),
    "an application's subclass": (
        """
        class Site(Flask):
            def __init__(self, *args, **kwargs):
                super().__init__(__name__, *args, static_folder=None, **kwargs)
                self.add_url_rule("/site", "site")
            def page(self, rule):
                return self.route("/p" + rule)
        site = Site()
        @site.page("/a")
        def a(): ...
        """,
        ["GET /p/a a", "GET /site site"],
    ),
    "classes that are made at run time": (
        """
        class Base:
            rule = "/base"
        Made = type("Made", (Base,), {"rule": "/made"})
        app.add_url_rule(Made.rule, Made.__name__)
        """,
        ["GET /made Made"],
    ),
    "attributes that are set later": (
        """
        class Settings: ...
        Settings.rule = "/set"
        settings = Settings()
        settings.name = "n"
        setattr(settings, "other", "/other")
        def f(): ...
        f.rule = "/f"
        app.add_url_rule(settings.rule, settings.name)
        app.add_url_rule(getattr(settings, "other"), "o")
        app.add_url_rule(f.rule, "f")
        """,
        ["GET /f f", "GET /other o", "GET /set n"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_classes(case):
    source, expected = CASES[case]

    assert views(source) == expected


ABOUT = """
class A:
    x = 1
    def method(self): ...
class B(A):
    pass
class Outside(Flask):
    pass
def f():
    '''Do nothing.'''
b = B()
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("isinstance(b, A)", True),
        ("isinstance(b, (str, B))", True),
        ("isinstance('x', A)", False),
        ("issubclass(B, A)", True),
        ("issubclass(A, B)", False),
        ("isinstance(B, type)", True),
        ("hasattr(B, 'x')", True),
        ("hasattr(B, 'y')", False),
        ("hasattr(f, 'y')", False),
        ("hasattr(f, '__name__')", True),
        ("getattr(B, 'x', 2)", 1),
        ("getattr(A, 'y', 2)", None),
        ("b.__class__.__name__", "B"),
        ("type(b).__name__", "B"),
        ("A.__module__", "app"),
        ("f.__module__", "app"),
        ("f.__name__", "f"),
        ("b.method.__self__ is b", None),
        ("b.method.__func__.__name__", "method"),
        ("A.__bases__", ()),
        ("[c.__name__ for c in B.__mro__]", ["B", "A"]),
        ("'x' in A.__dict__", True),
        ("'method' in dir(B)", True),
        ("sorted(vars(b))", []),
        ("callable(B)", True),
        ("callable(b.method)", True),
        ("object() and 3", None),
    ],
)
def test_classes_can_be_looked_at(expression, expected):
    found = worth(expression, ABOUT)

    if expected is not None:
        assert found == expected


def test_what_a_class_from_outside_may_have_is_not_denied():
    assert isinstance(worth("hasattr(Outside, 'anything')", ABOUT), Unknown)
    assert isinstance(worth("isinstance(b, Outside)", ABOUT), bool)
    assert isinstance(worth("issubclass(Outside, dict)", ABOUT), Unknown)
