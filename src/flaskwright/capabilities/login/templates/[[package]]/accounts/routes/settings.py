"""What a user can change about the account."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required, logout_user

from .. import remembering, services, sessions, two_factor
from ..access import sudo_required
from ..forms import AddressForm, NewPasswordForm
from ..tokens import CHANGE_EMAIL
from .blueprint import bp, dead_link, mailed_token


@bp.get("/")
@login_required
def settings() -> str:
    """Show what there is to change."""
    return render_template(
        "accounts/settings.html", codes_left=two_factor.codes_left(current_user)
    )


@bp.route("/password", methods=["GET", "POST"])
@sudo_required
def change_password() -> ResponseReturnValue:
    """Ask for a new password."""
    user = sessions.current().user
    form = NewPasswordForm(email=user.email)
    if form.validate_on_submit():
        services.change_password(user, form.password.data or "")
        flash("Your password is changed; every other browser is logged out.", "success")
        return redirect(url_for(".settings"))
    page = render_template("accounts/change_password.html", form=form)
    return page, 422 if form.errors else 200


@bp.route("/email", methods=["GET", "POST"])
@sudo_required
def change_email() -> ResponseReturnValue:
    """Ask for a new address; it counts once a link mailed to it was followed."""
    form = AddressForm()
    if form.validate_on_submit():
        services.ask_to_change_email(sessions.current().user, form.email.address)
        return redirect(url_for(".mail_sent"))
    page = render_template("accounts/change_email.html", form=form)
    return page, 422 if form.errors else 200


@bp.route("/email/confirm", methods=["GET", "POST"])
@login_required
def confirm_email() -> ResponseReturnValue:
    """Use the new address from now on; opening the link alone changes nothing."""
    user = sessions.current().user
    token = mailed_token(CHANGE_EMAIL)
    if token is None or token.user_id != user.id:
        return dead_link()
    if request.method != "POST":
        return render_template("accounts/confirm_email.html", email=token.address)
    if not services.change_email(user, token):
        return dead_link()
    flash("Your new address is confirmed.", "success")
    return redirect(url_for(".settings"))


@bp.route("/delete", methods=["GET", "POST"])
@sudo_required
def delete() -> ResponseReturnValue:
    """Ask once more, and delete the account."""
    if request.method != "POST":
        return render_template("accounts/delete.html")
    services.delete_account(sessions.current().user)
    logout_user()
    session.clear()
    remembering.forget()
    flash("Your account is deleted.", "success")
    return redirect(url_for(".login"))
