"""Who is there: how Flask-Login finds the user, and what asks for one."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import (
    Flask,
    Request,
    abort,
    has_request_context,
    redirect,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from ..errors import wants_html
from ..extensions import login_manager
from . import remembering, sessions
from .models import User

P = ParamSpec("P")


def init_app(app: Flask) -> None:
    """Attach the hooks, and give templates the user, who is loaded if they ask."""
    # Our sessions are bound to their rows; Flask-Login's own protection ends one
    # when the network changes, as it does on a phone.
    login_manager.session_protection = None
    login_manager.user_loader(sessions.load)
    login_manager.request_loader(load_remembered)
    login_manager.unauthorized_handler(ask_to_log_in)
    app.after_request(sessions.note_use)
    app.jinja_env.globals.update(current_user=current_user, is_logged_in=is_logged_in)


def load_remembered(request: Request) -> User | None:
    """Give the user of the remember cookie."""
    return remembering.load(request)


def is_logged_in() -> bool:
    """Guess from the cookies whether somebody is logged in, without the database."""
    return has_request_context() and (
        "_user_id" in session or remembering.cookie_name() in request.cookies
    )


def ask_to_log_in() -> ResponseReturnValue:
    """Send a visitor to log in and back; tell a program that it must."""
    if not wants_html():
        abort(401)
    return redirect(url_for("accounts.login", next=way_back()))


def sudo_required(
    view: Callable[P, ResponseReturnValue],
) -> Callable[P, ResponseReturnValue]:
    """Let only those in who entered their password in the last 15 minutes."""

    @wraps(view)
    def check(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if sessions.is_verified():
            return view(*args, **kwargs)
        if not wants_html():
            abort(403)
        return redirect(url_for("accounts.prove_identity", next=way_back()))

    guarded: Callable[P, ResponseReturnValue] = login_required(check)
    return guarded


def way_back() -> str | None:
    """Give the page to return to; what was posted must be posted again."""
    return request.full_path.rstrip("?") if request.method == "GET" else None
