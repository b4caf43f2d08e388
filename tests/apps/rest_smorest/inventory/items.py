from flask.views import MethodView
from flask_smorest import Blueprint

blp = Blueprint("items", __name__, url_prefix="/items")


@blp.route("/")
class Items(MethodView):
    @blp.response(200)
    def get(self):
        return []
