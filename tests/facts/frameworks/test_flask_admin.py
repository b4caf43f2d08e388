"""Flask-Admin: exposed methods, and the pages that its views bring."""

from __future__ import annotations

import pytest

from following import unresolved, views

HEAD = """
from flask_admin import Admin, BaseView, AdminIndexView, expose
from flask_admin.contrib.sqla import ModelView
from flask_admin.contrib.fileadmin import FileAdmin
class User: ...
"""
INDEX = ["GET /admin/ admin.index"]
MODEL = [
    "GET /admin/user/ user.index_view",
    "GET /admin/user/ajax/lookup/ user.ajax_lookup",
    "GET /admin/user/details/ user.details_view",
    "GET /admin/user/export/<export_type>/ user.export",
    "GET,POST /admin/user/edit/ user.edit_view",
    "GET,POST /admin/user/new/ user.create_view",
    "POST /admin/user/action/ user.action_view",
    "POST /admin/user/ajax/update/ user.ajax_update",
    "POST /admin/user/delete/ user.delete_view",
]

CASES = {
    "nothing but the index": ("Admin(app)", INDEX),
    "another address": ("Admin(app, url='/back')", ["GET /back/ admin.index"]),
    "a view": (
        """
class Reports(BaseView):
    @expose("/")
    def index(self): ...
    @expose("/run/<int:id>", methods=("POST",))
    def run(self, id): ...
    def hidden(self): ...
admin = Admin(app)
admin.add_view(Reports(name="Reports", category="x"))
admin.add_view(Reports(name="Other", endpoint="other", url="/elsewhere"))
admin.add_view(Reports(name="Third", endpoint="third", url="inner"))
""",
        [
            *INDEX,
            "GET /admin/inner/ third.index",
            "GET /admin/reports/ reports.index",
            "GET /elsewhere/ other.index",
            "POST /admin/inner/run/<int:id> third.run",
            "POST /admin/reports/run/<int:id> reports.run",
            "POST /elsewhere/run/<int:id> other.run",
        ],
    ),
    "a model": ("admin = Admin(app)\nadmin.add_view(ModelView(User, db.session))", [*INDEX, *MODEL]),
    "a model's view of one's own": (
        """
class UserView(ModelView):
    @expose("/new/", methods=("GET", "POST"))
    def create_view(self): ...
    @expose("/extra/")
    def extra(self): ...
admin = Admin(app)
admin.add_views(UserView(User, db.session))
""",
        sorted([*INDEX, *MODEL, "GET /admin/user/extra/ user.extra"]),
    ),
    "files": (
        "admin = Admin(app)\nadmin.add_view(FileAdmin('/tmp', '/files/', name='Files', endpoint='files'))",
        [
            *INDEX,
            "GET /admin/files/ files.index_view",
            "GET /admin/files/b/<path:path> files.index_view",
            "GET /admin/files/download/<path:path> files.download",
            "GET /admin/files/old_b/<path:path> files.index",
            "GET /admin/files/old_index files.index",
            "GET,POST /admin/files/edit/ files.edit",
            "GET,POST /admin/files/mkdir/ files.mkdir",
            "GET,POST /admin/files/mkdir/<path:path> files.mkdir",
            "GET,POST /admin/files/rename/ files.rename",
            "GET,POST /admin/files/upload/ files.upload",
            "GET,POST /admin/files/upload/<path:path> files.upload",
            "POST /admin/files/action/ files.action_view",
            "POST /admin/files/delete/ files.delete",
        ],
    ),
    "an index of one's own, at the root": (
        """
class Home(AdminIndexView):
    @expose("/")
    def index(self): ...
    @expose("/login/", methods=("GET", "POST"))
    def login(self): ...
admin = Admin(index_view=Home(url="/"))
admin.init_app(app)
""",
        ["GET / admin.index", "GET,POST /login/ admin.login"],
    ),
    "an index given later": (
        """
class Home(AdminIndexView):
    @expose("/")
    def index(self): ...
admin = Admin()
admin.init_app(app, index_view=Home(url="/home"))
""",
        ["GET /home/ admin.index"],
    ),
    "views before the application": (
        "admin = Admin()\nadmin.add_view(ModelView(User, db.session))\nadmin.init_app(app)",
        [*INDEX, *MODEL],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_admin(case):
    source, expected = CASES[case]

    assert sorted(views(HEAD + source)) == sorted(expected)


def test_a_view_that_is_not_known_is_named():
    source = "from flask import Flask\nfrom flask_admin import Admin\nAdmin(Flask('x')).add_view(unknown)\n"

    call = "Admin(Flask('x')).add_view(unknown)"
    assert unresolved(source) == [f"app.py:3 {call}: the view is only known at run time"]
