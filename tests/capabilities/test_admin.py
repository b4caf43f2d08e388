"""The admin edits every column of every type of field, in a real browser too."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from browser import browser, look, serving
from flaskwright import fields
from flaskwright.capabilities import Menu
from flaskwright.capability import Wanted, run
from flaskwright.fields.types import TYPES
from generation import generated, wanted, written
from running import PYTEST

LABEL = ("name:string(40)!:unique",)
# A field of every type: required, nullable, with a default.
SAMPLE = (
    "name:string(80)!",
    "nick:string?",
    "remark:text?",
    "amount:integer=3",
    "big:bigint?",
    "price:decimal(10,2)!:min=0",
    "ratio:float?",
    "weight:float!",
    "live:boolean=true",
    "maybe:boolean?",
    "day:date?",
    "at:datetime!",
    "clock:time?",
    "token:uuid?",
    "extra:json?",
    "state:enum(a,b)=a",
    "mood:enum(x_y,z)?",
    "mail:email?",
    "site:url?",
    "slug:slug!",
    "photo:image?",
    "paper:file!",
    "owner:ref(User)!",
    "reviewer:ref(User)?",
    "favourite:ref(Label)?",
    "labels:many(Label)",
)
PAGES = (
    "/admin/",
    "/admin/label/",
    "/admin/sample/",
    "/admin/sample/?search=1&sort=0&desc=1",
    "/admin/sample/new/",
    "/admin/sample/edit/?id=1",
    "/admin/sample/details/?id=1",
)


@pytest.fixture(scope="module")
def project():
    resources = [fields.parse_resource("Label", LABEL), fields.parse_resource("Sample", SAMPLE)]
    asked = wanted("admin", "resource", "uploads")
    made = run(
        Menu(),
        generated(),
        Wanted({k: v for k, v in asked.capabilities.items() if k not in {"app", "config"}}, resources),
    )
    assert not made.steps
    return made


def test_the_sample_has_a_field_of_every_type():
    assert {field.kind.name for field in fields.parse_resource("Sample", SAMPLE).fields} == set(TYPES)


def passing(app, *paths):
    done = subprocess.run(
        [sys.executable, "-m", *PYTEST, *paths], cwd=app, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-10_000:]
    return int(re.search(r"(\d+) passed", done.stdout)[1])


@pytest.mark.apps
def test_every_column_of_every_type_can_be_edited(project, tmp_path):
    app = written(project, tmp_path / "shop")

    assert (
        passing(app, "tests/samples/test_admin.py", "tests/samples/test_admin_lists.py", "tests/admin") > 50
    )


@pytest.mark.apps
def test_a_view_that_takes_over_no_form_edits_every_column_too(project, tmp_path):
    view = project.text("shop/samples/admin.py")
    view = view.replace("    fields_from = SampleForm\n", "    form_overrides = OVERRIDES\n")
    view = view.replace(
        "from .forms import SampleForm\n", "from ..uploads.form_fields import PictureField, UploadField\n"
    )
    view = view.replace(
        "\n\nclass SampleAdmin",
        '\nOVERRIDES = {"photo": PictureField, "paper": UploadField}\n\n\nclass SampleAdmin',
    )
    app = written(project.put("shop/samples/admin.py", view), tmp_path / "shop")

    passed = passing(
        app,
        "tests/samples/test_admin.py::test_every_column_has_a_field",
        "tests/samples/test_admin.py::test_what_is_filled_in_is_stored",
        "tests/samples/test_admin.py::test_every_column_can_be_changed",
        "tests/samples/test_admin.py::test_a_form_that_comes_back_as_it_was_changes_nothing",
        "tests/samples/test_admin_lists.py",
    )

    assert passed > 10


def sign_in(page, url):
    page.goto(f"{url}/account/login")
    page.fill("[name=email]", "ada@example.com")
    page.fill("[name=password]", "ada likes to see it work")
    page.get_by_role("main").get_by_role("button").click()
    page.wait_for_load_state()


@pytest.mark.browser
@pytest.mark.apps
def test_its_pages_are_clean_in_a_browser(project, tmp_path):
    app = written(project, tmp_path / "shop")
    environment = {**os.environ, "APP_ENV": "development", "FLASK_DEBUG": "0"}
    for command in (["db", "upgrade"], ["seed"]):
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *command],
            cwd=app,
            env=environment,
            check=True,
            capture_output=True,
        )

    with serving(app) as url, browser() as chromium:
        page = chromium.new_page()
        sign_in(page, url)
        page.goto(f"{url}/admin/sample/edit/?id=1")
        page.fill("[name=name]", "Edited by hand")
        page.fill("[name=ratio]", "2.75")
        page.get_by_role("button", name="Save").click()
        page.goto(f"{url}/admin/")
        changes = page.get_by_role("region", name="Latest changes").inner_text()
        page.close()
        report = look(chromium, url, PAGES, sign_in=sign_in)

    assert "→ Edited by hand" in changes
    assert "→ 2.75" in changes
    assert report.clean, report
    assert report.pages == len(PAGES) * 4  # in two sizes and two themes
