"""Mail waits in an outbox until the server took it, so a dead server loses none.

A letter is a function that makes a message. The outbox keeps only its name and its
arguments: the message is made when it is sent, so that no text and no secret lies
about.

    @letter
    def welcome(user_id: int) -> Message:
        ...

    send(welcome, user_id=user.id)
"""

from flask import Flask

from . import commands, preview
from .letters import Message, letter, public_url
from .outbox import send

__all__ = ["Message", "init_app", "letter", "public_url", "send"]


def init_app(app: Flask) -> None:
    """Add the commands, and in development the pages that show mails."""
    commands.init_app(app)
    if app.config["ENVIRONMENT"] == "development":
        app.register_blueprint(preview.bp)
    elif not app.config["PUBLIC_URL"]:
        app.logger.warning("PUBLIC_URL is not set: mails with links wait until it is.")
