"""Statements: each branch that may be taken is followed, and what holds for it is said."""

from __future__ import annotations

import pytest

from following import routes, views

VIEW = "def view(): ...\n"

CASES = {
    "a known condition": (
        """
        if 1 > 2:
            app.add_url_rule("/no", "no")
        elif True:
            app.add_url_rule("/yes", "yes")
        else:
            app.add_url_rule("/never", "never")
        """,
        ["GET /yes yes"],
    ),
    "an open condition": (
        """
        import os
        if os.environ.get("ADMIN"):
            app.add_url_rule("/admin", "admin")
        else:
            app.add_url_rule("/plain", "plain")
        app.add_url_rule("/both", "both")
        """,
        [
            "GET /admin admin if os.environ.get('ADMIN')",
            "GET /both both",
            "GET /plain plain if not (os.environ.get('ADMIN'))",
        ],
    ),
    "names from both branches": (
        """
        if unknown:
            prefix = "/a"
        else:
            prefix = "/b"
        app.add_url_rule(prefix + "/x", "x")
        """,
        ["GET /a/x x"],
    ),
    "an early return": (
        """
        def register(app):
            if unknown:
                return
            app.add_url_rule("/x", "x")
        register(app)
        """,
        ["GET /x x if not (unknown)"],
    ),
    "a loop over a list": (
        """
        for name, methods in [("a", ["GET"]), ("b", ["POST", "PUT"])]:
            app.add_url_rule(f"/{name}", name, methods=methods)
        """,
        ["GET /a a", "POST,PUT /b b"],
    ),
    "a loop over a dictionary": (
        """
        for rule, name in {"/a": "a", "/b": "b"}.items():
            app.add_url_rule(rule, name)
        """,
        ["GET /a a", "GET /b b"],
    ),
    "an unknown loop": (
        """
        for name in unknown():
            app.add_url_rule(f"/x/{name}", name)
        """,
        ["GET /x/{?} {?} if for each of unknown()"],
    ),
    "break, continue and else": (
        """
        for name in ["a", "b", "c", "d"]:
            if name == "b":
                continue
            if name == "d":
                break
            app.add_url_rule("/" + name, name)
        else:
            app.add_url_rule("/never", "never")
        for name in ["x"]:
            pass
        else:
            app.add_url_rule("/else", "else")
        """,
        ["GET /a a", "GET /c c", "GET /else else"],
    ),
    "while is followed once": (
        """
        while True:
            app.add_url_rule("/x", "x")
        while False:
            app.add_url_rule("/no", "no")
        """,
        ["GET /x x"],
    ),
    "try": (
        """
        try:
            import redis
            app.add_url_rule("/try", "try")
        except ImportError as error:
            app.add_url_rule("/except", "except")
        else:
            app.add_url_rule("/else", "else")
        finally:
            app.add_url_rule("/finally", "finally")
        """,
        [
            "GET /else else",
            "GET /except except if except ImportError",
            "GET /finally finally",
            "GET /try try",
        ],
    ),
    "try that raises": (
        """
        try:
            raise ValueError
        except ValueError:
            app.add_url_rule("/caught", "caught")
        app.add_url_rule("/after", "after")
        """,
        ["GET /after after", "GET /caught caught if except ValueError"],
    ),
    "with": (
        """
        with app.app_context() as context:
            app.add_url_rule("/x", "x")
        """,
        ["GET /x x"],
    ),
    "match": (
        """
        match unknown:
            case "a":
                app.add_url_rule("/a", "a")
            case _:
                app.add_url_rule("/b", "b")
        """,
        ["GET /a a if unknown is 'a'", "GET /b b if unknown is _"],
    ),
    "global and nonlocal": (
        """
        rule = "/old"
        def change():
            global rule
            rule = "/new"
            inner = 1
            def deeper():
                nonlocal inner
                inner = "/inner"
            deeper()
            app.add_url_rule(inner, "inner")
        change()
        app.add_url_rule(rule, "x")
        """,
        ["GET /inner inner", "GET /new x"],
    ),
    "assignments of all kinds": (
        """
        a, (b, *c), d = "/a", ("/b", "/c1", "/c2"), "/d"
        e: str = "/e"
        f = g = "/f"
        a += "a"
        rules = []
        rules += [a, b]
        rules.append(c[1])
        rules.extend([d, e])
        rules.insert(0, f)
        table = {}
        table["x"] = g
        del rules[0], table["x"]
        for number, rule in enumerate(rules):
            app.add_url_rule(rule, str(number))
        """,
        ["GET /aa 0", "GET /b 1", "GET /c2 2", "GET /d 3", "GET /e 4"],
    ),
    "what exits is not followed": (
        """
        import sys
        def register():
            app.add_url_rule("/x", "x")
            sys.exit()
            app.add_url_rule("/y", "y")
        register()
        """,
        ["GET /x x"],
    ),
    "a star that is not known": (
        """
        app.add_url_rule(*unknown)
        """,
        ["GET {?} {?}"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_statements(case):
    source, expected = CASES[case]

    assert views(source) == expected


def test_a_script_block_is_followed_last_and_only_adds():
    source = """
        from flask import Flask

        def create_app():
            app = Flask(__name__, static_folder=None)
            app.add_url_rule("/a", "a")
            return app

        if __name__ == "__main__":
            app = create_app()
            app.add_url_rule("/debug", "debug")
            app.run()
        """

    assert routes(source) == ["GET /a a", "GET /debug debug if __name__ == '__main__'"]


def test_the_other_half_of_a_script_block_runs_on_import():
    assert views("if '__main__' == __name__:\n    pass\nelse:\n    app.add_url_rule('/x', 'x')") == [
        "GET /x x"
    ]


def test_what_is_registered_on_something_unknown_is_defined_only():
    source = """
        from somewhere import app

        @app.route("/x", methods=["POST"])
        def x(): ...

        app.add_url_rule("/y", view_func=x)
        app.add_url_rule(unknown, "z")
        """

    assert routes({"app.py": "from flask import Flask\n" + source.replace("\n        ", "\n")}) == []
    assert routes("from flask import Flask\ndef f(thing):\n    @thing.route('/x')\n    def x(): ...\n") == [
        "GET /x x (defined only)"
    ]
