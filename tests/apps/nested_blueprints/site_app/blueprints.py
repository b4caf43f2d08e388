from flask import Blueprint


def make(name, greeting):
    bp = Blueprint(name, __name__, url_prefix=f"/{name}")

    @bp.get("/")
    def index():
        return greeting

    return bp


def register(app):
    parent = Blueprint("v1", __name__, url_prefix="/v1")
    for name in ("cats", "dogs"):
        parent.register_blueprint(make(name, f"{name}!"))
    app.register_blueprint(parent)
