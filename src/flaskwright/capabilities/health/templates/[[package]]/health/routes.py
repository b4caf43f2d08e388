"""The two questions: does it live (else restart it), is it ready (else send nobody)."""

from flask import Blueprint, Response, current_app, jsonify
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from .checks import CHECKS
from .readiness import Readiness

bp = Blueprint("health", __name__, url_prefix="/health")


@bp.record_once
def prepare(state: BlueprintSetupState) -> None:
    """Give the application its own readiness."""
    state.app.extensions["readiness"] = Readiness(CHECKS)


@bp.after_request
def keep_nothing(response: Response) -> Response:
    """Make every answer a fresh one."""
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/live")
def live() -> ResponseReturnValue:
    """Answer whenever this process can; a stopped database is no reason to restart."""
    return jsonify(status="alive")


@bp.get("/ready")
def ready() -> ResponseReturnValue:
    """Answer 200 when everything that requests need works, else 503."""
    readiness: Readiness = current_app.extensions["readiness"]
    results = readiness.ask(current_app.config["HEALTH_TIMEOUT"])
    if all(result == "ok" for result in results.values()):
        return jsonify(status="ready", checks=results)
    return jsonify(status="unavailable", checks=results), 503
