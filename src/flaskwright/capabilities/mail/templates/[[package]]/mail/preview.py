"""Development only: read at /dev/mail what would have been sent."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from flask import Blueprint, Response, abort, make_response, render_template

from .delivery import preview_folder

bp = Blueprint(
    "mail_preview", __name__, url_prefix="/dev/mail", template_folder="templates"
)

NEWEST = 100


@bp.get("/")
def index() -> str:
    """List the mails, newest first."""
    names = sorted((path.stem for path in preview_folder().glob("*.eml")), reverse=True)
    mails = {name: read(name) for name in names[:NEWEST]}
    return render_template("mail_preview/index.html", mails=mails)


@bp.get("/<int:name>")
def show(name: int) -> str:
    """Show one mail."""
    mail = read(str(name))
    return render_template(
        "mail_preview/show.html", name=name, mail=mail, text=part(mail, "plain")
    )


@bp.get("/<int:name>/page")
def page(name: int) -> Response:
    """Give the mail's page: it may style itself, and its links work, but no more."""
    response = make_response(part(read(str(name)), "html"))
    response.headers["Content-Security-Policy"] = (
        "sandbox allow-top-navigation-by-user-activation; default-src 'none';"
        " style-src 'unsafe-inline'"
    )
    return response


def read(name: str) -> EmailMessage:
    """Read one mail, or answer 404."""
    path = preview_folder() / f"{name}.eml"
    if not path.exists():
        abort(404)
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def part(mail: EmailMessage, kind: str) -> str:
    """Give the text or the page of a mail."""
    body = mail.get_body((kind,))
    return body.get_content() if body else ""
