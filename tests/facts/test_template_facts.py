from __future__ import annotations

import pytest
from reading import read

from flaskwright.facts import jinja


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{% extends "base.html" %}', {"extends": ("base.html",)}),
        ("{% extends layout %}", {"dynamic": True}),
        ('{% extends "a.html" if x else "b.html" %}', {"extends": ("a.html", "b.html"), "optional": ("a.html", "b.html")}),
        ('{% extends theme("a.html") %}', {"extends": ("a.html",)}),
        ('{% include ["a.html", "b.html"] %}', {"includes": ("a.html", "b.html")}),
        ('{% include "a.html" ignore missing %}', {"includes": ("a.html",), "optional": ("a.html",)}),
        ('{% from "m.html" import f with context %}{% import "n.html" as n %}', {"imports": ("m.html", "n.html")}),
        ("{% block a %}{% block b %}{% endblock %}{% endblock %}", {"blocks": ("a", "b")}),
        ("{% macro f(x) %}{{ x }}{% endmacro %}", {"macros": ("f",), "variables": ()}),
        ("{{ item.name }} {{ url_for('x') }} {% for a in rows %}{{ a }}{% endfor %}", {"variables": ("item", "rows")}),
        ("{{ x|upper|money }}", {"filters": ("money",)}),
        ("{# {% extends 'no.html' %} #}{% raw %}{% include 'no.html' %}{% endraw %}", {"extends": (), "includes": ()}),
        ("{% trans %}Hello{% endtrans %}{% do x.y() %}", {"variables": ("x",)}),
    ],
)  # fmt: skip
def test_what_a_template_says(text, expected):
    read_ = jinja.read(text.encode())

    assert read_.problem is None
    found = {key: read_.parts.get(key, ()) for key in expected}
    assert found == expected


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        ("<p>\n{% if x %}", "Unexpected end of template", 2),
        ("\n\n{{ a b }}", "expected token", 3),
        ("{% endfor %}", "Encountered unknown tag 'endfor'", 1),
        ("{{ '" + "(" * 4000, "", 1),
    ],
)
def test_a_template_that_does_not_compile_is_read_all_the_same(text, problem, line):
    found = jinja.read((text + '{% extends "base.html" %}').encode())

    if "unknown tag" in problem:
        assert found.problem is None
    else:
        assert problem in found.problem
        assert found.line == line
    assert found.parts["extends"] == ("base.html",)


def test_a_tag_of_an_extension_is_no_problem():
    text = "{% assets 'css' %}{% include 'a.html' %}{% block b %}{% macro m() %}{% import x %}"

    found = jinja.read(text.encode())

    assert (found.problem, found.parts["includes"], found.parts["blocks"]) == (None, ("a.html",), ("b",))
    assert found.parts["dynamic"]


def test_nesting_without_end_is_a_problem():
    found = jinja.read(("{{ " + "(" * 20_000 + " }}").encode())

    assert found.problem


def test_a_huge_text_or_one_without_code_is_no_template():
    assert jinja.read(b"{{ x }}" + b" " * 1_000_001).parts == {}
    assert jinja.read(b"just a picture").parts == {}


FILES = {
    "shop/__init__.py": "",
    "shop/views.py": (
        "from flask import render_template\n"
        "def a():\n    return render_template('page.html', item=1, **more)\n"
        "def b():\n    return render_template('lost.html')\n"
        "def c():\n    return render_template(name)\n"
    ),
    "shop/templates/base.html": "{% block main %}{% endblock %}",
    "shop/templates/page.html": '{% extends "base.html" %}{% include "gone.html" %}{% include "x" ignore missing %}',
    "shop/templates/bad.html": "\n{% if %}",
    "shop/templates/bad.js": "{% if %}",
    "shop/templates/admin/list.html": "{% extends 'admin/model/list.html' %}",
    "shop/ext.py": "from flask_admin import Admin\nadmin = Admin(app)\n",
}


def test_the_graph():
    found = read(FILES)

    assert found.templates.base.name == "base.html"
    assert found.templates.folders == ("shop/templates",)
    assert "shop/templates/bad.js" in found.templates.paths
    assert [(r.name, r.given, str(r.at)) for r in found.templates.renders] == [
        ("page.html", ("item",), "shop/views.py:3"),
        ("lost.html", (), "shop/views.py:5"),
    ]
    assert [(m.name, str(m.at), m.outside) for m in found.missing_templates] == [
        ("admin/model/list.html", "shop/templates/admin/list.html:1", "flask_admin"),
        ("gone.html", "shop/templates/page.html:1", None),
        ("lost.html", "shop/views.py:5", None),
    ]
    assert [(str(p.at), p.message) for p in found.problems] == [
        (
            "shop/templates/bad.html:2",
            "does not compile: Expected an expression, got 'end of statement block'",
        )
    ]


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ({"app.py": "Flask(__name__, template_folder='views')", "views/a.html": "x"}, ["a.html"]),
        (
            {"shop/bp.py": "Blueprint('x', __name__, template_folder='../pages')", "pages/b/a.html": "x"},
            ["b/a.html"],
        ),
        ({"app.py": "Flask(__name__, template_folder='views')", "views/a.py": "x = 1"}, []),
        ({"app.py": "Flask(__name__, template_folder='/etc')", "etc/a.html": "x"}, []),
        ({"chart/Chart.yaml": "", "chart/templates/a.yaml": "{{ .Values }}"}, []),
        ({"templates/a.png": "\0"}, []),
    ],
)
def test_where_templates_lie(files, names):
    assert [template.name for template in read(files).templates.all] == names


def test_a_prefix_of_a_loader_is_no_missing_template():
    files = {"themes/core/templates/page.html": "", "a.py": "render_template('core/page.html')"}

    assert read(files).missing_templates == ()


def test_without_one_that_others_extend_the_usual_one_is_the_base():
    files = {"a/templates/x/layout.html": "", "templates/base.html": ""}

    assert read(files).templates.base.path == "templates/base.html"
    assert read({"templates/x.html": ""}).templates.base is None
    assert read({"templates/x.html": ""}).templates.get("y.html") is None
