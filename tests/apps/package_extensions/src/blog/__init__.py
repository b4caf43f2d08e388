"""Blog."""

from flask import Flask

from blog import views
from blog.config import Production
from blog.extensions import db


def make_app(config=Production):
    application = Flask(__name__)
    application.config.from_object(config)
    register_extensions(application)
    register_blueprints(application)
    return application


def register_extensions(app):
    db.init_app(app)


def register_blueprints(app):
    for bp in views.ALL:
        app.register_blueprint(bp)
