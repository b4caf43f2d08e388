"""pluggy: calling a hook calls its implementations."""

from __future__ import annotations

from following import routes

FILES = {
    "app.py": """
        from flask import Flask
        from pluggy import PluginManager

        def create_app():
            app = Flask(__name__, static_folder=None)
            manager = PluginManager("shop")
            manager.add_hookspecs(spec)
            manager.hook.load_blueprints(app=app, other=1)
            return app
        """,
    "auth.py": """
        from flask import Blueprint
        from pluggy import HookimplMarker
        impl = HookimplMarker("shop")

        @impl
        def load_blueprints(app):
            bp = Blueprint("auth", __name__)
            bp.add_url_rule("/login", "login")
            app.register_blueprint(bp)
        """,
    "forum.py": """
        from flask import Blueprint
        from auth import impl

        @impl(specname="load_blueprints", tryfirst=True)
        def load(app):
            app.add_url_rule("/forum", "forum")

        @impl()
        def other_hook(app):
            app.add_url_rule("/never", "never")
        """,
}


def test_a_hook_calls_what_is_marked_with_its_name():
    assert routes(FILES) == [
        "GET /forum forum",
        "GET /login auth.login",
        "GET /never never (defined only)",
    ]
