from flask import Blueprint

blueprint = Blueprint("api", __name__)


@blueprint.get("/items")
def items():
    return []
