"""Follow small programs, and say what they register as short lines."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING, Any

from flaskwright.facts import read
from flaskwright.project import Project

if TYPE_CHECKING:
    from flaskwright.facts.abstract.machine import Machine
    from flaskwright.facts.routes import Route

APP = "from flask import Flask, Blueprint\napp = Flask(__name__, static_folder=None)\n"


def project(source: str | dict[str, str | bytes]) -> Project:
    """Make a project of one file app.py, or of several."""
    files = {"app.py": source} if isinstance(source, str) else source
    return Project({p: s if isinstance(s, bytes) else dedent(s).encode() for p, s in files.items()})


def line(route: Route) -> str:
    """Write a route as `GET,POST /rule endpoint`, and what is special about it."""
    words = [",".join(route.methods), route.rule, route.endpoint]
    if route.subdomain:
        words.append(f"at {route.subdomain}")
    if route.condition:
        words.append(f"if {' and '.join(route.condition)}")
    if not route.reachable:
        words.append("(defined only)")
    return " ".join(words)


def routes(source: str | dict[str, str | bytes]) -> list[str]:
    """Give the routes of a program as lines, without Flask's own for static files."""
    return sorted(line(route) for route in read(project(source)).routes if route.framework != "static")


def views(body: str) -> list[str]:
    """Give the routes of a program that starts with an application `app`."""
    return routes(APP + dedent(body))


def problems(source: str | dict[str, str | bytes]) -> list[str]:
    """Give what could not be followed."""
    return [f"{problem.at} {problem.message}" for problem in read(project(source)).trace.problems]


def unresolved(source: str | dict[str, str | bytes]) -> list[str]:
    """Give what registers something that cannot be told from the source."""
    return [f"{one.at} {one.call}: {one.why}" for one in read(project(source)).unresolved]


def machine(source: str | dict[str, str | bytes]) -> Machine:
    """Give the machine after it has followed a program."""
    return read(project(source)).trace.machine


def worth(expression: str, before: str = "") -> Any:
    """Give what an expression is worth after some statements."""
    module = machine(f"{APP}{dedent(before)}\nresult = {expression}\n").states["app.py"]
    return module.scope.get("result")
