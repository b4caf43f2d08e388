"""flask-smorest: an API that registers blueprints on its application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.facts.abstract.values import Args, Object, Value, options
from flaskwright.facts.frameworks.flask import register_blueprint
from flaskwright.facts.frameworks.recogniser import Recogniser

if TYPE_CHECKING:
    from flaskwright.facts.abstract.machine import Machine


def _register(machine: Machine, api: Object, args: Args) -> Value:
    """Follow `api.register_blueprint(blueprint, **options)`, at once or when the application is known."""
    api.model.more["waiting"].append((args, list(machine.conditions)))
    for app in api.model.more["apps"]:
        register_blueprint(machine, app, args)


def _init_app(machine: Machine, api: Object, args: Args) -> Value:
    for app in options(args.get(0, "app")):
        if isinstance(app, Object) and app.kind == "app" and app not in api.model.more["apps"]:
            api.model.more["apps"].append(app)
            for waiting, conditions in api.model.more["waiting"]:
                kept, machine.conditions = machine.conditions, conditions
                register_blueprint(machine, app, waiting)
                machine.conditions = kept


class Api(Recogniser):
    """`Api(app)`."""

    kind = "smorest_api"
    classes = ("flask_smorest.Api",)
    handlers = {"register_blueprint": _register, "init_app": _init_app}  # noqa: RUF012 (never changed)

    def begin(self, machine: Machine, made: Object) -> None:
        """Prepare the lists of applications and of blueprints that wait for one."""
        super().begin(machine, made)
        made.model.more.update(apps=[], waiting=[])

    def start(self, machine: Machine, made: Object, args: Args) -> None:
        """Take the application."""
        super().start(machine, made, args)
        _init_app(machine, made, args)
