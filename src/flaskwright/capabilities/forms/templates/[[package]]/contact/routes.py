"""The pages of the contact form, and of a request in steps."""

import click
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..redirects import go_to
from ..wizard import Step, Wizard
from . import services
from .forms import AboutYou, CheckForm, MessageForm, WhatYouNeed

bp = Blueprint("contact", __name__, url_prefix="/contact", template_folder="templates")

wizard = Wizard(
    "request",
    [
        Step("you", "About you", AboutYou),
        Step("need", "What you need", WhatYouNeed),
    ],
)


@bp.route("/", methods=["GET", "POST"])
def write() -> ResponseReturnValue:
    """Take a message; htmx gets the form alone back when something is wrong with it."""
    form = MessageForm()
    if form.validate_on_submit():
        data = {
            name: value for name, value in form.data.items() if name != "csrf_token"
        }
        attachment = data.pop("attachment")
        data["links"] = " ".join(link for link in data["links"] if link)
        services.receive("message", data, attachment)
        return go_to(url_for(".sent"))
    page = "_form.html" if request.headers.get("HX-Request") else "write.html"
    return render_template(f"contact/{page}", form=form), 422 if form.errors else 200


@bp.get("/sent")
def sent() -> str:
    """Thank the visitor."""
    return render_template("contact/sent.html")


@bp.post("/feedback")
def feedback() -> ResponseReturnValue:
    """Take a yes or no, which a script sends as JSON."""
    answer = request.get_json()
    if not isinstance(answer, dict) or not isinstance(answer.get("easy"), bool):
        abort(422)
    services.receive("feedback", {"easy": "yes" if answer["easy"] else "no"})
    return "", 204


@bp.get("/request")
def begin() -> ResponseReturnValue:
    """Go on with a request where it was left."""
    step = wizard.first_open()
    return redirect(url_for(".ask", slug=step.slug) if step else url_for(".check"))


@bp.route("/request/<slug>", methods=["GET", "POST"])
def ask(slug: str) -> ResponseReturnValue:
    """Show one step of a request, and keep what is answered."""
    step = wizard.step(slug)
    if not wizard.reachable(step):
        return redirect(url_for(".begin"))
    form = wizard.form(step)
    if form.validate_on_submit():
        wizard.keep(step)
        following = wizard.following(step)
        if following:
            return redirect(url_for(".ask", slug=following.slug), 303)
        return redirect(url_for(".check"), 303)
    page = render_template("contact/ask.html", wizard=wizard, step=step, form=form)
    return page, 422 if form.errors else 200


@bp.route("/request/check", methods=["GET", "POST"])
def check() -> ResponseReturnValue:
    """Show all answers, and take the request when the visitor agrees."""
    if wizard.first_open():
        return redirect(url_for(".begin"))
    form = CheckForm()
    data = wizard.data()
    if form.validate_on_submit():
        if wizard.finish():
            services.receive("request", data)
        return redirect(url_for(".sent"), 303)
    return render_template("contact/check.html", wizard=wizard, form=form)


@bp.cli.command("list")
def list_messages() -> None:
    """Print the messages, the oldest first."""
    for message in services.inbox():
        click.echo("\n".join(f"{name}: {value}" for name, value in message.items()))
        click.echo()
