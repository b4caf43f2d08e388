from flask import Flask

from club.config import DevelopmentConfig
from club.extensions import db, login_manager, migrate


def create_app(config_object=DevelopmentConfig):
    """Create application factory, as explained here: http://flask.pocoo.org/docs/patterns/appfactories/."""
    app = Flask(__name__.split(".")[0])
    app.config.from_object(config_object)
    register_extensions(app)
    register_blueprints(app)
    return app


def register_extensions(app):
    """Register Flask extensions."""
    db.init_app(app)
    login_manager.init_app(app)
    migrate.init_app(app, db)


def register_blueprints(app):
    """Register Flask blueprints."""
    from club import public

    app.register_blueprint(public.blueprint)
