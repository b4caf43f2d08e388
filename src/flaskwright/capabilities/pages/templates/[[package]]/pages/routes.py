"""The front page, the page about the site, and what browsers and robots ask for."""

from flask import Blueprint, Response, current_app, render_template

bp = Blueprint("pages", __name__, template_folder="templates")

DAY = 24 * 60 * 60


@bp.get("/")
def home() -> str:
    """Welcome a visitor."""
    return render_template("pages/home.html")


@bp.get("/about")
def about() -> str:
    """Say what this site is."""
    return render_template("pages/about.html")


@bp.get("/robots.txt")
def robots() -> Response:
    """Say what robots may read: everything."""
    return keep_a_day(Response("User-agent: *\nAllow: /\n", mimetype="text/plain"))


@bp.get("/favicon.ico")
def favicon() -> Response:
    """Give the icon to browsers that ask for it without reading the page."""
    return keep_a_day(current_app.send_static_file("favicon.svg"))


def keep_a_day(response: Response) -> Response:
    """Let everybody keep a response for a day."""
    response.headers["Cache-Control"] = f"public, max-age={DAY}"
    return response
