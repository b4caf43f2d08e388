from flask import Flask

from site_app.blueprints import register


def create_app():
    app = Flask(__name__)
    app.secret_key = "x"
    register(app)
    return app
