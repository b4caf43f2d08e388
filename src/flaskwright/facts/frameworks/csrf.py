"""Protection against cross-site request forgery: Flask-WTF's `CSRFProtect`, Flask-SeaSurf."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.facts.abstract.values import Args, Object, Unknown, Value, options
from flaskwright.facts.frameworks.recogniser import Recogniser

if TYPE_CHECKING:
    from flaskwright.facts.abstract.machine import Machine


def _init_app(_machine: Machine, csrf: Object, args: Args) -> Value:
    for app in options(args.get(0, "app")):
        if isinstance(app, Object) and app.kind == "app":
            app.model.more.setdefault("csrf", []).append(csrf)


def _exempt(_machine: Machine, csrf: Object, args: Args) -> Value:
    view = args.positional[0] if args.positional else Unknown("no view")
    csrf.model.more.setdefault("exempt", []).append(view)
    return view


class Csrf(Recogniser):
    """`CSRFProtect(app)`."""

    kind = "csrf"
    classes = ("flask_wtf.CSRFProtect", "flask_wtf.CsrfProtect", "flask_seasurf.SeaSurf")
    handlers = {"init_app": _init_app, "exempt": _exempt}  # noqa: RUF012 (never changed)

    def start(self, machine: Machine, made: Object, args: Args) -> None:
        """Take the application."""
        super().start(machine, made, args)
        _init_app(machine, made, args)
