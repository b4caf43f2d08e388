from flask import Flask


class Application(Flask):
    """Knows its own routes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.config["SECRET_KEY"] = "x"
        self.add_url_rule("/status", view_func=self.status)

    def status(self):
        return "fine"


def create_application():
    application = Application(__name__)
    return application
