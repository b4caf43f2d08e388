from flask import Flask


def create_app():
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "x"
    app.add_url_rule("/", "index", lambda: "shop")
    return app
