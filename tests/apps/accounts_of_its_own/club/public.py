from flask import Blueprint, render_template
from flask_login import current_user

from club import models

blueprint = Blueprint("public", __name__)


@blueprint.route("/")
def home():
    return render_template("public/home.html", name=getattr(current_user, "username", models.User.__name__))
