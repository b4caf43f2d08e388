"""The first page of the admin: what there is, and what was changed last."""

from flask.typing import ResponseReturnValue
from flask_admin import AdminIndexView, expose
from sqlalchemy import func, select

from ..extensions import db
from .access import AdminsOnly
from .audit import latest
from .views import ModelView


class HomeView(AdminsOnly, AdminIndexView):
    """The first page."""

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Show how many rows each view has, and the latest changes."""
        views = [item._view for item in self.admin.menu()]
        counted = [
            (view, db.session.scalar(select(func.count()).select_from(view.model)))
            for view in views
            if isinstance(view, ModelView)
        ]
        page: str = self.render("admin/home.html", counted=counted, changes=latest())
        return page
