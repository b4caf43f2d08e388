"""Prove again who you are, before something that matters."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from ...extensions import db
from ...redirects import back_or
from .. import events, guard, passwords, sessions
from ..forms import PasswordForm
from .blueprint import bp


@bp.route("/prove-identity", methods=["GET", "POST"])
@login_required
def prove_identity() -> ResponseReturnValue:
    """Ask for the password; it then counts for 15 minutes."""
    form = PasswordForm()
    if not form.validate_on_submit():
        page = render_template("accounts/prove_identity.html", form=form)
        return page, 422 if form.errors else 200
    user = sessions.current().user
    guard.count_attempt(user.email)
    if not passwords.verify(user, form.password.data or ""):
        events.record("identity-refused", user)
        db.session.commit()
        flash("This is not your password.", "error")
        return render_template("accounts/prove_identity.html", form=form), 422
    guard.forgive_attempts(user.email)
    sessions.renew()
    events.record("identity-proved", user)
    db.session.commit()
    return redirect(back_or(url_for(".settings")))
