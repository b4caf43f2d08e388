from flask import Flask
from flask_smorest import Api

from inventory.items import blp


def create_app():
    app = Flask(__name__)
    app.config["API_TITLE"] = "Inventory"
    app.config["API_VERSION"] = "v1"
    app.config["OPENAPI_VERSION"] = "3.0.2"
    rest = Api(app)
    rest.register_blueprint(blp)
    return app
