from flask import Flask

from polls.views import PollAPI


def create_app():
    app = Flask(__name__)
    app.config.from_mapping({"SECRET_KEY": "x"})
    view = PollAPI.as_view("polls")
    app.add_url_rule("/polls/", view_func=view, methods=["GET", "POST"])
    app.add_url_rule("/polls/<int:number>", view_func=view, methods=["GET", "DELETE"])
    return app
