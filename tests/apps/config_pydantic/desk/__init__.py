from flask import Flask
from pydantic import BaseModel


class Settings(BaseModel):
    SECRET_KEY: str = "x"
    PAGE_SIZE: int = 20


def create_app(settings: Settings | None = None) -> Flask:
    app = Flask(__name__)
    app.config.from_object(settings or Settings())

    @app.get("/size")
    def size() -> dict[str, int]:
        return {"size": app.config["PAGE_SIZE"]}

    return app
