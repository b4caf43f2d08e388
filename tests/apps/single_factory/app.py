from flask import Flask


def create_app(config=None):
    app = Flask(__name__)
    app.config.from_mapping(SECRET_KEY="abc")
    if config:
        app.config.update(config)

    @app.route("/")
    def index():
        return "hi"

    return app
