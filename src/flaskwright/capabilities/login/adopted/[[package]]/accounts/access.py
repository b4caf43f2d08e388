"""Who is there, as the application's own Flask-Login tells."""

from typing import Any

from flask import Flask, abort, current_app, has_request_context, request, session
from flask.typing import ResponseReturnValue
from flask_login import COOKIE_NAME, current_user

from ..errors import wants_html


def init_app(app: Flask) -> None:
    """Let the templates and macros of the parts ask who is there."""
    app.jinja_env.globals.setdefault("current_user", current_user)
    app.jinja_env.globals.setdefault("is_logged_in", is_logged_in)


def is_logged_in() -> bool:
    """Guess from the cookies whether somebody is logged in, without the database."""
    if not has_request_context():
        return False
    remembered = current_app.config.get("REMEMBER_COOKIE_NAME", COOKIE_NAME)
    return "_user_id" in session or remembered in request.cookies


def ask_to_log_in() -> ResponseReturnValue:
    """Answer a visitor as the application does; tell a program that it must log in."""
    if not wants_html():
        abort(401)
    manager: Any = vars(current_app)["login_manager"]
    answer: ResponseReturnValue = manager.unauthorized()
    return answer
