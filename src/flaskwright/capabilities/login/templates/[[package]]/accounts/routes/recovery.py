"""Forgot the password: ask for a mail, follow its link, choose a new one."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from .. import browsers, services
from ..forms import AddressForm, NewPasswordForm
from ..tokens import RESET
from .blueprint import bp, dead_link, mailed_token


@bp.route("/forgot", methods=["GET", "POST"])
def forgot() -> ResponseReturnValue:
    """Ask for an address; the answer is the same whether it has an account or not."""
    form = AddressForm()
    if form.validate_on_submit():
        services.ask_for_reset(form.email.address)
        return redirect(url_for(".mail_sent"))
    page = render_template("accounts/forgot.html", form=form)
    return page, 422 if form.errors else 200


@bp.route("/reset", methods=["GET", "POST"])
def reset() -> ResponseReturnValue:
    """Let the owner of the address choose a new password, and log in with it."""
    token = mailed_token(RESET)
    if token is None:
        return dead_link()
    form = NewPasswordForm(email=token.address)
    if not form.validate_on_submit():
        page = render_template(
            "accounts/new_password.html",
            form=form,
            email=token.address,
            title="Choose a new password",
            action="Change my password",
        )
        return page, 422 if form.errors else 200
    user = services.reset_password(token, form.password.data or "")
    if user is None:
        return dead_link()
    # Whoever reads the mail is no stranger: attacks on the account do not slow them.
    browsers.know(user.email)
    flash("Your password is changed. Log in with it.", "success")
    return redirect(url_for(".login"))
