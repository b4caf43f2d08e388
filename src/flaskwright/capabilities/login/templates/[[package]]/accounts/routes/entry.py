"""Log in and out."""

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from ...extensions import db
from ...redirects import back_or
from .. import (
    browsers,
    events,
    guard,
    remembering,
    services,
    sessions,
    tokens,
    two_factor,
)
from ..forms import CodeForm, LoginForm
from ..models import User
from .blueprint import bp


@bp.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """Ask for address and password; a refusal never says which of them was wrong."""
    form = LoginForm()
    if not form.validate_on_submit():
        page = render_template("accounts/login.html", form=form)
        return page, 422 if form.errors else 200
    user = services.log_in(form.email.address, form.password.data or "")
    if user is None:
        flash("Address or password is wrong.", "error")
        return render_template("accounts/login.html", form=form), 422
    target = back_or(url_for(".settings"))
    if not user.has_two_factor:
        return let_in(user, form.remember.data, target)
    session.clear()
    session["second_step"] = {
        "token": tokens.issue(tokens.SECOND_STEP, user.email, user),
        "remember": form.remember.data,
        "target": target,
    }
    db.session.commit()
    return redirect(url_for(".second_step"))


@bp.route("/login/code", methods=["GET", "POST"])
def second_step() -> ResponseReturnValue:
    """Ask for the second factor of somebody whose password was right."""
    waiting = session.get("second_step", {})
    token = tokens.find(tokens.SECOND_STEP, waiting.get("token", ""))
    user = db.session.get(User, token.user_id) if token else None
    if token is None or user is None or not user.is_active:
        return redirect(url_for(".login"))
    form = CodeForm()
    if not form.validate_on_submit():
        page = render_template("accounts/second_step.html", form=form)
        return page, 422 if form.errors else 200
    guard.count_attempt(user.email)
    if not two_factor.check(user, form.code.data or "") or not tokens.use(token):
        events.record("login-refused", user)
        db.session.commit()
        flash("This code is wrong or was used before.", "error")
        return render_template("accounts/second_step.html", form=form), 422
    return let_in(user, waiting["remember"], waiting["target"])


def let_in(user: User, remember: bool, target: str) -> ResponseReturnValue:
    """Log a user in who has proved everything."""
    guard.forgive_attempts(user.email)
    row = sessions.start(user)
    if remember:
        remembering.remember(row)
    browsers.know(user.email)
    events.record("login", user)
    db.session.commit()
    return redirect(target)


@bp.post("/logout")
@login_required
def logout() -> ResponseReturnValue:
    """Log out; by POST only, so that no other site can do it with an image."""
    events.record("logout", sessions.current().user)
    sessions.end()
    remembering.forget()
    db.session.commit()
    flash("You are logged out.", "success")
    return redirect(url_for(".login"))
