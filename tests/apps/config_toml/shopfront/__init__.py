import tomllib
from pathlib import Path

from flask import Flask


def create_app():
    app = Flask(__name__)
    app.config.from_file(str(Path(__file__).parent / "config.toml"), load=tomllib.load, text=False)

    @app.get("/")
    def index():
        return app.config["TITLE"]

    return app
