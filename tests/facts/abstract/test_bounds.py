"""A program that would run for ever, or for very long, is cut off and said to be so."""

from __future__ import annotations

import time

import pytest

from flaskwright import facts
from flaskwright.facts.abstract import machine
from following import APP, problems, project, routes, views

ENDLESS = {
    "a loop": "while True:\n    pass\n",
    "a recursion": "def f(x):\n    app.add_url_rule('/r', 'r')\n    return f(x)\nf(1)\n",
    "two that call each other": (
        "def f(x):\n    app.register_error_handler(404, g)\n    return g(x) + g(x)\n"
        "def g(x):\n    return f(x) + f(x)\nf(1)\n"
    ),
    "calls that double": "\n".join(
        [
            "def f0(x): return x",
            *(f"def f{i + 1}(x): return f{i}(x) + f{i}(x)" for i in range(30)),
            "f30('a')",
        ]
    ),
    "lambdas that call themselves": "f = lambda x: f(x)\nf(1)\n",
    "nested loops": "".join(f"{' ' * i}for a{i} in range(100):\n" for i in range(6)) + "       pass\n",
    "nested comprehensions": "x = [1 for a in range(999) for b in range(999) for c in range(999)]\n",
    "a product": "import itertools\nx = list(itertools.product(*[range(100)] * 9))\n",
    "a class that is its own base": "class A(A): ...\nclass B(C): ...\nclass C(B): ...\nA().x\n",
    "imports in a circle": "from app import app as app2\nimport app as again\n",
    "a property of itself": "class A:\n    @property\n    def x(self):\n        return self.x\nA().x\n",
    "a text that grows": "x = 'a'\nfor i in range(3000):\n    x = x + x\n",
    "a list that grows": "x = [1]\nfor i in range(3000):\n    x = x + x\n    x.extend(x)\n",
    "a generator without an end": "def g():\n    yield 1\n    yield from g()\nfor x in g():\n    pass\n",
    "a list that has itself": "x = []\nx.append(x)\nfor y in x:\n    for z in y:\n        app.add_url_rule('/z', z)\n",
    "a dictionary that has itself": "x = {}\nx['x'] = x\napp.config.update(x)\nprint(x)\nstr(x)\nf'{x}'\n",
    "branches": "x = 'a'\n" + "".join(f"if unknown{i}:\n    x = x + '{i}'\n" for i in range(300)),
}


@pytest.mark.parametrize("case", ENDLESS)
def test_it_ends(case):
    start = time.process_time()

    found = routes(APP + ENDLESS[case] + "\n@app.route('/end')\ndef end(): ...\n")

    assert "GET /end end" in found or problems(APP + ENDLESS[case])
    assert time.process_time() - start < 20


def test_a_program_that_is_too_long_is_named(monkeypatch):
    monkeypatch.setattr(machine, "MOST_STEPS", 50)

    read = facts.read(project(APP + "app.add_url_rule('/first', 'first')\n" + "x = 1\n" * 100))

    assert [route.rule for route in read.routes if route.framework == "flask"] == ["/first"]
    assert [problem.message for problem in read.trace.problems] == [
        "the program is too long to be followed to its end"
    ]


def test_deep_nesting_is_named():
    deep = "x = " + "-" * 5000 + "1\n"
    found = routes({"deep.py": APP + deep, "app.py": APP + "app.add_url_rule('/x', 'x')\n"})

    assert found == ["GET /x x"]


def test_deep_expressions_do_no_harm():
    # Some parsers give up at twice that depth; then the file is a problem, and nothing in it is known.
    assert views("x = " + "+".join(["'a'"] * 1500) + "\napp.add_url_rule('/x', 'x')\n")[-1] == "GET /x x"


def test_one_statement_that_goes_wrong_is_a_problem_of_its_own(monkeypatch):
    from flaskwright.facts.abstract import operations  # noqa: PLC0415 (only this test breaks it)

    monkeypatch.setattr(operations, "compare", lambda *_: 1 / 0)
    source = APP + "x = 1 < 2\napp.add_url_rule('/x', 'x')\ndef make():\n    return Flask(1 < 2)\n"

    assert routes(source)[-1] == "GET /x x"
    assert problems(source)[0] == "app.py:3 could not be followed: ZeroDivisionError: division by zero"
