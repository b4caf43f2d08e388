"""Roles deny by default: whatever is built says who may use it, and what does not is caught."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flaskwright import edits, facts, fields
from flaskwright.capabilities import MENU, SKELETON, Menu
from flaskwright.capability import Wanted, run
from generation import RESOURCES, generated, written
from running import PYTEST, command

if TYPE_CHECKING:
    from pathlib import Path

    from flaskwright.project import Project

CHOICES = tuple(name for name in MENU if name not in SKELETON)

SILENT = '''"""Somebody's new feature."""

from flask import Blueprint

bp = Blueprint("reports", __name__)


@bp.get("/reports")
def index() -> str:
    """Say who may read this: nobody has."""
    return "numbers"
'''
# A view that refuses whom its route says that it lets in.
STRICT = SILENT.replace("import Blueprint", "import Blueprint, abort").replace(
    'return "numbers"', "abort(403)"
)
# A view that lets everybody in, whatever its route says, since it answers before the guard.
LEAK = (
    SILENT
    + '''

@bp.before_app_request
def index_for_everybody() -> str | None:
    """Answer before anybody has asked who it is."""
    from flask import request

    return "numbers" if request.path == "/reports" else None
'''
)


def policy(project):
    return project.text("shop/roles/policy.py")


def with_feature(code, rule=""):
    """A project with roles, to which somebody adds a blueprint and, maybe, a line of the policy."""
    project = generated("roles").put("shop/reports.py", code)
    project = project.then(edits.ensure_blueprint(facts.read(project).factory, "reports"))
    if rule:
        project = project.then(edits.ensure_list_item("shop/roles/policy.py", "POLICY", rule))
    assert not project.steps
    return project


def matrix(project: Project, folder: Path) -> None:
    """Try every role at every route of a project. Raises AssertionError with what is wrong."""
    command(written(project, folder / "shop"), *PYTEST, "tests/roles/test_matrix.py")


@pytest.mark.apps
def test_the_matrix_names_a_route_that_declares_nothing(tmp_path):
    with pytest.raises(AssertionError, match="test_every_route_says_who_may_use_it") as failed:
        matrix(with_feature(SILENT), tmp_path)

    assert "GET reports.index" in str(failed.value)


@pytest.mark.apps
@pytest.mark.parametrize(
    ("code", "rule"),
    [
        (SILENT, 'Rule("reports", ANYBODY)'),
        (SILENT, 'Rule("reports", USERS)'),
    ],
)
def test_the_matrix_is_content_once_it_is_declared(tmp_path, code, rule):
    matrix(with_feature(code, rule), tmp_path)


@pytest.mark.apps
@pytest.mark.parametrize(
    ("code", "rule"),
    [
        pytest.param(STRICT, 'Rule("reports", ANYBODY)', id="refuses whom it should let in"),
        pytest.param(LEAK, 'Rule("reports", USERS)', id="lets in whom it should refuse"),
    ],
)
def test_the_matrix_sees_what_a_route_really_does(tmp_path, code, rule):
    project = with_feature(code, rule)
    if code is LEAK:
        # Before the guard, as an extension may be.
        text = project.text("shop/__init__.py")
        line = next(line for line in text.splitlines() if "register_blueprint(reports" in line)
        text = text.replace(f"{line}\n", "")
        project = project.put(
            "shop/__init__.py",
            text.replace("    roles.init_app(app)\n", f"{line}\n    roles.init_app(app)\n"),
        )

    with pytest.raises(AssertionError, match="test_a_role_gets_what_is_declared_and_no_more"):
        matrix(project, tmp_path)


@pytest.mark.apps
@pytest.mark.parametrize("name", CHOICES)
def test_every_capability_says_who_may_use_its_routes(name, tmp_path):
    project = generated("roles", "resource", name, resources=tuple(RESOURCES))
    app = written(project, tmp_path / "shop")

    lines = command(app, "flask", "--app", "wsgi", "roles", "routes", APP_ENV="development").splitlines()

    assert any(line.endswith("anybody") for line in lines)
    assert [line for line in lines if "nobody" in line] == []


@pytest.mark.apps
@pytest.mark.services
@pytest.mark.parametrize("server", ["sqlite", "postgresql", "mariadb"])
def test_roles_work_on_every_database(tmp_path, request, server):
    app = written(generated("roles", "admin", "resource", resources=tuple(RESOURCES)), tmp_path / "shop")
    url = f"sqlite:///{tmp_path}/shop.sqlite3" if server == "sqlite" else request.getfixturevalue(server)
    for words in ("upgrade", "check", "downgrade base", "upgrade", "check"):
        command(app, "flask", "--app", "wsgi", "db", *words.split(), DATABASE_URL=url, APP_ENV="development")

    command(app, *PYTEST, "tests/roles", "tests/admin", TEST_DATABASE_URL=url)


def test_what_belongs_to_nobody_has_a_permission():
    project = generated("roles", "resource", "forms", "api", "admin", resources=("Category", "Product"))

    assert 'Rule("products", permission("products:write")),' in policy(project)
    assert 'Rule("products.index", ANYBODY),' in policy(project)
    assert 'Rule("v1.products", ANYBODY, changes=permission("products:write")),' in policy(project)
    assert 'Rule("admin_product", role("admin")),' in policy(project)
    declared = project.text("shop/roles/permissions.py")
    assert 'Permission("products:write", "Create, change and delete products"),' in declared


def test_what_has_an_owner_needs_an_account_only():
    review = fields.parse_resource("Review", ("title:string(80)!", "author:ref(User)!"))
    project = run(Menu(), generated("roles", "resource", "api"), Wanted({}, [review]))

    assert 'Rule("v1.reviews", ANYBODY, changes=USERS),' in policy(project)
    assert "reviews:write" not in project.text("shop/roles/permissions.py")


def test_what_is_private_is_for_users():
    declared = {
        "Order": ("number:string(20)!", "customer:ref(User,private)!"),
        "OrderLine": ("order:ref(Order,cascade)!", "quantity:integer!"),
    }
    resources = [fields.parse_resource(name, words) for name, words in declared.items()]
    project = run(Menu(), generated("roles", "resource", "api"), Wanted({}, resources))

    for name in ("orders", "order_lines"):
        assert f'Rule("v1.{name}", USERS),' in policy(project)
        assert f'Rule("{name}", USERS),' in policy(project)
        assert f'"{name}.index"' not in policy(project)


def test_the_policy_is_sorted_whatever_came_first():
    names = ("health", "forms", "api", "admin", "mail", "pages")
    project = generated("roles", "resource", *names, resources=tuple(RESOURCES))
    lines = [line.strip() for line in policy(project).splitlines() if line.startswith("    Rule(")]

    assert lines == sorted(lines)
    assert len(lines) > len(names)
