"""Register: give an address, follow the mailed link, choose a password."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ...extensions import db
from .. import browsers, registration, sessions
from ..forms import AddressForm, NewPasswordForm
from ..tokens import REGISTER
from .blueprint import bp, dead_link, mailed_token


@bp.route("/register", methods=["GET", "POST"])
def register() -> ResponseReturnValue:
    """Ask for an address; the answer is the same whether it has an account or not."""
    form = AddressForm()
    if form.validate_on_submit():
        registration.ask(form.email.address)
        return redirect(url_for(".mail_sent"))
    page = render_template("accounts/register.html", form=form)
    return page, 422 if form.errors else 200


@bp.get("/mail-sent")
def mail_sent() -> str:
    """Tell to look for a mail."""
    return render_template("accounts/mail_sent.html")


@bp.route("/register/finish", methods=["GET", "POST"])
def finish_registration() -> ResponseReturnValue:
    """Let the owner of the address choose a password."""
    token = mailed_token(REGISTER)
    if token is None:
        return dead_link()
    form = NewPasswordForm(email=token.address)
    if not form.validate_on_submit():
        page = render_template(
            "accounts/new_password.html",
            form=form,
            email=token.address,
            title="Choose a password",
            action="Open my account",
        )
        return page, 422 if form.errors else 200
    user = registration.finish(token, form.password.data or "")
    if user is None:
        return dead_link()
    sessions.start(user)
    db.session.commit()
    browsers.know(user.email)
    flash("Welcome! Your account is open.", "success")
    return redirect(url_for(".settings"))
