"""Switch the second factor on and off."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ...extensions import db
from ...mail import send
from .. import events, guard, letters, sessions, two_factor
from ..access import sudo_required
from ..forms import AppCodeForm
from ..models import User
from .blueprint import bp


@bp.post("/two-factor/start")
@sudo_required
def start_two_factor() -> ResponseReturnValue:
    """Make a secret for the user's app."""
    user = sessions.current().user
    if not user.has_two_factor:
        two_factor.prepare(user)
        db.session.commit()
    return redirect(url_for(".set_up_two_factor"))


@bp.route("/two-factor", methods=["GET", "POST"])
@sudo_required
def set_up_two_factor() -> ResponseReturnValue:
    """Show the secret, and ask for a code that proves that the app has it."""
    user = sessions.current().user
    if user.has_two_factor or user.totp_secret is None:
        return redirect(url_for(".settings"))
    form = AppCodeForm()
    if form.validate_on_submit():
        guard.count_attempt(user.email)
        if two_factor.enable(user, form.code.data or ""):
            guard.forgive_attempts(user.email)
            note_change(user, on=True)
            return show_new_codes(user)
        flash("This code is wrong. Is the clock of your phone right?", "error")
    page = render_template(
        "accounts/set_up_two_factor.html",
        form=form,
        secret=two_factor.secret_of(user),
        qr_code=two_factor.qr_code(user),
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/two-factor/codes")
@sudo_required
def make_recovery_codes() -> ResponseReturnValue:
    """Replace the recovery codes."""
    user = sessions.current().user
    if not user.has_two_factor:
        return redirect(url_for(".settings"))
    events.record("recovery-codes-made", user)
    return show_new_codes(user)


@bp.post("/two-factor/off")
@sudo_required
def disable_two_factor() -> ResponseReturnValue:
    """Switch the second factor off."""
    user = sessions.current().user
    if user.has_two_factor:
        two_factor.disable(user)
        note_change(user, on=False)
        db.session.commit()
        flash("Two-factor authentication is off.", "success")
    return redirect(url_for(".settings"))


def note_change(user: User, on: bool) -> None:
    """Write the change down, tell the user, and log every other browser out."""
    sessions.end_others(user)
    sessions.renew()
    events.record("two-factor-on" if on else "two-factor-off", user)
    send(letters.two_factor_changed, email=user.email, on=on)


def show_new_codes(user: User) -> str:
    """Show new recovery codes, this one time."""
    codes = two_factor.make_recovery_codes(user)
    db.session.commit()
    return render_template("accounts/recovery_codes.html", codes=codes)
