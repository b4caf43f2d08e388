"""What can be added goes into projects of every shape: they boot, answer as before, and can be as they were."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flaskwright import api, fields
from flaskwright.capability import Wanted
from flaskwright.errors import UsageError
from flaskwright.project import read

pytestmark = pytest.mark.apps

APPS = Path(__file__).parent / "apps"
# Where each sample's application is, as gunicorn would be told.
SHAPES = {
    "accounts_of_its_own": "club:create_app()",
    "class_views": "polls:create_app()",
    "config_dict": "server:build()",
    "config_env": "run:app",
    "config_pydantic": "desk:create_app()",
    "config_toml": "shopfront:create_app()",
    "factory_module": "notes.factory:create_app()",
    "flask_subclass": "core:create_application()",
    "main_module": "web.main:app",
    "nested_blueprints": "site_app:create_app()",
    "package_circular": "web:app",
    "package_extensions": "blog:make_app()",
    "rest_apiflask": "app:app",
    "rest_restful": "api:app",
    "rest_restx": "service:create_app()",
    "rest_smorest": "inventory:create_app()",
    "several_apps": "shop.app:create_app()",
    "single_factory": "app:create_app()",
    "single_module": "app:app",
}
# `pages`, what stands on it, and what joins that.
SITE = ("pages", "forms", "uploads", "login", "roles", "admin", "api", "limits", "health")
GUESTS = (
    "health",
    "headers",
    "logging",
    "mail",
    "database",
    "api",
    "limits",
    "cors",
    "compression",
    "sentry",
    "metrics",
    "cache",
    "gunicorn",
    "docker",
    "ci",
    "agents",
)
# All tests of all parts run on these: a module, a factory, `src/` with a database, one that has accounts.
TESTED = {"single_module", "package_extensions", "accounts_of_its_own"}
# A host's own file gets an import and a call, with what stands around them.
MOST_LINES = 6
LOOK = """
import json, sys
module, _, attribute = sys.argv[1].partition(":")
app = getattr(__import__(module, fromlist=["_"]), attribute.removesuffix("()"))
app = app() if attribute.endswith("()") else app
client, seen = app.test_client(), {}
for accept in ("text/html", "application/json"):
    for method, path in (("GET", "/nowhere-at-all"), ("DELETE", "/"), ("GET", "/static/nothing")):
        answer = client.open(path, method=method, headers={"Accept": accept})
        seen[f"{method} {path} {accept}"] = [answer.status_code, answer.text, answer.mimetype]
for rule in app.url_map.iter_rules():
    methods = sorted(rule.methods - {"HEAD", "OPTIONS"})
    path = rule.rule if not rule.arguments else None
    answer = client.get(path) if path and "GET" in methods else None
    seen[f"{rule.rule} {methods}"] = [answer.status_code, answer.text] if answer else rule.endpoint
print(json.dumps(seen))
"""


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """Give a function that copies a sample to a place where it can be changed."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def copy(shape):
        return shutil.copytree(APPS / shape, tmp_path / shape)

    return copy


def run(root, *command):
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("FLASK_", "APP_", "COV_", "PYTEST_"))
    }
    path = os.pathsep.join([str(root), str(root / "src")])
    done = subprocess.run(
        [sys.executable, *command],
        cwd=root,
        env=environment | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stdout[-10_000:]
    return done.stdout


def look(root, shape):
    """Boot the application and say what it answers at each address."""
    return json.loads(run(root, "-W", "ignore", "-c", LOOK, SHAPES[shape]).splitlines()[-1])


def add(root, *names):
    plan = api.add(root, Wanted({name: {} for name in names}))
    assert plan.steps == (), plan.steps
    api.apply_plan(plan, "add")
    return plan


def check_tests(root):
    options = ("-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:schemathesis")
    run(root, "-m", "pytest", *options, "tests")


def check_small(plan):
    """See that what was there before got lines and lost none, but in the lists of what is required."""
    for path in plan.diff.changed:
        plus, minus = plan.diff.counts(path)
        if path.endswith(".py") and path != "setup.py":
            assert plus <= MOST_LINES, plan.diff.file(path)
            assert minus <= 1, plan.diff.file(path)


def check_taken(root, shape, names, address):
    """Add capabilities: the address is there, all others answer as before, and twice equals once; give the plan."""
    before = look(root, shape)

    plan = add(root, *names)

    check_small(plan)
    after = look(root, shape)
    assert {rule: after.get(rule) for rule in before} == before
    assert address in after
    assert not api.add(root, Wanted({name: {} for name in names})).diff
    check_tests(root)
    return plan


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_takes_all_of_it(copied, shape):
    check_taken(copied(shape), shape, GUESTS, "/health/live ['GET']")


@pytest.mark.slow
@pytest.mark.parametrize("name", GUESTS)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_takes_each(copied, shape, name):
    root = copied(shape)
    before = look(root, shape)

    check_small(add(root, name))

    after = look(root, shape)
    assert {rule: after.get(rule) for rule in before} == before
    check_tests(root)


@pytest.mark.parametrize("shape", SHAPES)
def test_undone_and_removed_it_is_as_it_was(copied, shape):
    root = copied(shape)
    before = dict(read(root).files)

    plan = add(root, *GUESTS)
    api.apply_plan(api.undo(root))
    assert dict(read(root).files) == before

    api.apply_plan(plan)
    (root / "mine.py").write_text("MINE = 1\n")
    names = [name for name in plan.capabilities if name not in {"app", "config"}]
    api.apply_plan(api.remove(root, names))
    assert dict(read(root).files) == before | {"mine.py": b"MINE = 1\n"}


def test_what_its_owner_changed_between_two_additions_stays(copied):
    root = copied("single_module")
    add(root, "health")
    mine = (root / "app.py").read_text().replace("return 'hi'", "return 'hello'")
    (root / "app.py").write_text(mine)
    add(root, "logging")

    api.apply_plan(api.remove(root, ["health", "logging"]))

    assert (root / "app.py").read_text() == (APPS / "single_module/app.py").read_text().replace(
        "'hi'", "'hello'"
    )


# An API framework alone has no page that could be changed; the others cover what differs in applications with pages.
WITH_ACCOUNTS = {"accounts_of_its_own", "package_circular"}
PAGED = ("main_module", "nested_blueprints", "package_extensions", "single_module")


@pytest.mark.parametrize(
    "shape",
    [pytest.param(s, marks=() if s in PAGED else pytest.mark.slow) for s in SHAPES if s not in WITH_ACCOUNTS],
)
def test_every_shape_takes_pages_and_accounts(copied, shape):
    root = copied(shape)
    files = dict(read(root).files)

    plan = check_taken(root, shape, SITE, "/account/login ['GET', 'POST']")

    shutil.rmtree(root / "instance", ignore_errors=True)  # where it kept its database while it was looked at
    api.apply_plan(api.remove(root, [n for n in plan.capabilities if n not in {"app", "config"}]))
    assert dict(read(root).files) == files


MIGRATED = """
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from club import create_app
from club.extensions import db
from flask_migrate import downgrade, upgrade
app = create_app()
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
with app.app_context():
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        print("left:", compare_metadata(context, db.metadata))
"""


OWNED = (
    fields.parse_resource("Note", ["title:string!", "owner:ref(User)"]),
    fields.parse_resource(
        "Review", ["text:string!", "reviewer:ref(User)?", "judge:ref(User)", "note:ref(Note)"]
    ),
)
# Accounts by other names, whose makers take more than columns, and accounts that nothing names yet.
MEMBERS = """
class Key:
    id = db.Column("number", db.Integer, primary_key=True)


class Member(Key, db.Model):
    __tablename__ = "members"
    login = db.Column("login_name", db.String(40), unique=True, nullable=False)
    joined = db.Column(db.DateTime, nullable=False)
    active = db.Column(db.Boolean, default=False, nullable=False)
    is_authenticated = True
    is_anonymous = False

    def __init__(self, login, joined, password):
        self.login = login
        self.joined = joined

    @property
    def is_active(self):
        return self.active

    def get_id(self):
        return f"member-{self.id}"


@login_manager.user_loader
def load_user(user_id):
    return db.session.get(Member, int(user_id.removeprefix("member-")))
"""
MEMBERS_TABLE = """
        "members",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("login_name", sa.String(40), nullable=False, unique=True),
        sa.Column("joined", sa.DateTime(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
"""


def rename_accounts(root):
    models, table = root / "club/models.py", root / "migrations/versions/0123456789ab_users.py"
    models.write_text("from club.extensions import db, login_manager\n\n" + MEMBERS)
    (root / "club/public.py").write_text((root / "club/public.py").read_text().replace("User", "Member"))
    (root / "tests/test_home.py").write_text(
        (root / "tests/test_home.py").read_text().replace("User", "Member")
    )
    head, _, rest = table.read_text().partition("op.create_table(")
    table.write_text(
        f"{head}op.create_table({MEMBERS_TABLE}    )\n\n\ndef downgrade{rest.partition('def downgrade')[2]}"
    )


def forget_names(root):
    for path in (root / "club/models.py", root / "migrations/versions/0123456789ab_users.py"):
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(line for line in lines if "username" not in line and "email" not in line))


ADOPTED = {
    "login": (["login"], (), lambda _root: None),
    "roles": (["roles"], (), lambda _root: None),
    "all": (["api", "forms", "uploads", "limits", "admin"], OWNED, lambda _root: None),
    "renamed": (["api", "roles"], OWNED, rename_accounts),
    "nameless": (["api", "roles"], OWNED, forget_names),
}


@pytest.mark.parametrize("case", ADOPTED)
def test_accounts_that_are_there_are_adopted(copied, case):
    names, resources, change = ADOPTED[case]
    root = copied("accounts_of_its_own")
    change(root)
    files = dict(read(root).files)
    before = look(root, "accounts_of_its_own")
    wanted = Wanted({name: {} for name in names}, resources)

    plan = api.add(root, wanted)

    assert plan.steps == ()
    check_small(plan)
    api.apply_plan(plan, "add")
    after = look(root, "accounts_of_its_own")
    assert {rule: after.get(rule) for rule in before} == before
    assert not [rule for rule in after if rule.startswith("/account")]
    assert not api.add(root, wanted).diff
    assert "left: []" in run(root, "-W", "ignore", "-c", MIGRATED)
    check_tests(root)
    api.apply_plan(api.undo(root))
    assert dict(read(root).files) == files


@pytest.mark.parametrize("names", [["login"], ["admin", "api"]], ids="-".join)
def test_adopted_accounts_can_be_left_alone_again(copied, names):
    root = copied("accounts_of_its_own")
    files = dict(read(root).files)

    plan = add(root, *names)
    api.apply_plan(api.remove(root, [n for n in plan.capabilities if n not in {"app", "config"}]))

    assert dict(read(root).files) == files


def test_an_api_beside_accounts_says_where_its_token_is(copied):
    root = copied("single_module")

    add(root, "api", "login")

    assert "`/parts/csrf-token` gives" in (root / "parts/README.md").read_text()
    check_tests(root)


def test_it_asks_for_what_rows_of_people_need_and_cannot_be_told(copied):
    root = copied("accounts_of_its_own")
    models = root / "club/models.py"
    column = "    shade = db.Column(db.Enum(Shade), nullable=False)\n"
    models.write_text(models.read_text().replace("    password =", column + "    password ="))

    (step,) = api.add(root, Wanted({"login": {}})).steps

    assert step.path == "tests/added/factories/accounts.py"
    assert "shade (club/models.py:11) may be cannot be told" in step.reason
    assert step.code == "    shade = ..."


def test_roles_that_are_there_are_refused(copied):
    root = copied("accounts_of_its_own")
    with (root / "club/models.py").open("a") as source:
        source.write("\n\nclass Role(db.Model):\n    id = db.Column(db.Integer, primary_key=True)\n")

    with pytest.raises(
        UsageError, match=r"roles cannot be added here: the application has Role at club/models.py:\d+"
    ):
        api.add(root, Wanted({"roles": {}}))


@pytest.mark.parametrize("name", ["login", "roles", "admin"])
def test_accounts_without_flask_login_are_refused(copied, name):
    root = copied("package_circular")
    before = dict(read(root).files)

    with pytest.raises(
        UsageError, match=r"\(User at web/models.py:4\), which are not signed in by Flask-Login"
    ):
        api.add(root, Wanted({name: {}}))
    assert dict(read(root).files) == before


def test_pages_in_the_place_of_accounts_are_refused(copied):
    root = copied("single_module")
    with (root / "app.py").open("a") as source:
        source.write("\n\n@app.get('/account/help')\ndef account_help():\n    return ''\n")

    with pytest.raises(UsageError, match=r"/account/help at app.py:\d+ is in its way"):
        api.add(root, Wanted({"login": {}}))
    assert api.add(root, Wanted({"login": {"prefix": "/me"}})).diff


def test_a_host_that_protects_its_forms_goes_on_doing_so(copied):
    root = copied("package_extensions")
    extensions, factory = root / "src/blog/extensions.py", root / "src/blog/__init__.py"
    extensions.write_text(
        extensions.read_text() + "\nfrom flask_wtf import CSRFProtect\n\ncsrf = CSRFProtect()\n"
    )
    code = factory.read_text().replace("import db\n", "import csrf, db\n")
    factory.write_text(
        code.replace("    db.init_app(app)\n", "    csrf.init_app(app)\n    db.init_app(app)\n")
    )
    with (root / "requirements.txt").open("a") as requirements:
        requirements.write("Flask-WTF\n")

    add(root, "uploads", "login")

    assert "WTF_CSRF_CHECK_DEFAULT" not in (root / "src/blog/parts/config.py").read_text()
    assert "from blog.extensions import csrf, db" in (root / "src/blog/parts/extensions.py").read_text()
    check_tests(root)


def test_a_resource_joins_the_host_s_models(copied):
    root = copied("accounts_of_its_own")
    before = look(root, "accounts_of_its_own")
    wanted = Wanted({"api": {}}, (fields.parse_resource("Category", ["name:string(80)!:unique"]),))

    api.apply_plan(api.add(root, wanted))

    after = look(root, "accounts_of_its_own")
    assert {rule: after.get(rule) for rule in before} == before
    assert "/api/v1/categories/ ['GET', 'POST']" in after or "/api/v1/categories ['GET', 'POST']" in after
    check_tests(root)
