from flask import Flask

from service.cats import ns
from service.extensions import api


def create_app():
    app = Flask(__name__)
    api.init_app(app)
    api.add_namespace(ns, path="/cats")
    return app
