"""Uploads: what they join, and that files find their way through pages, API and admin."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from browser import browser, serving
from flaskwright import facts, fields
from flaskwright.capabilities import Menu
from flaskwright.capability import Wanted, run
from flaskwright.project import Project
from generation import added, generated, wanted, written
from running import PYTEST, command

if TYPE_CHECKING:
    from pathlib import Path

BOOK = ("title:string(80)!", "manuscript:file!", "cover:image?")


def with_books(*names: str) -> Project:
    """Give a project whose resource has a file that it needs, and a picture that it may have."""
    asked = wanted("uploads", "resource", *names)
    return run(Menu(), Project(), Wanted(asked.capabilities, [fields.parse_resource("Book", BOOK)]))


def test_without_a_factory_nothing_is_written():
    project = Project().put("app.py", "print('no application')\n")
    capability = Menu()["uploads"]

    assert capability.apply(project, facts.read(project), capability.read_options({})) == project
    assert capability.joins["login"](project, facts.read(project), capability.read_options({})) == project


def test_links_are_for_one_user_each_once_there_are_users():
    path = "shop/uploads/access.py"
    alone = generated("uploads")
    assert "current_user" not in alone.text(path)
    assert not alone.has("tests/uploads/test_access.py")

    project = added(alone, "login")

    assert "str(current_user.id)" in project.text(path)
    assert project.has("tests/uploads/test_access.py")


def test_the_container_may_write_where_files_are_kept():
    assert "instance:/app/instance" in generated("uploads", "docker").text("compose.yaml")
    assert added(generated("docker"), "uploads").text("compose.yaml") == generated("uploads", "docker").text(
        "compose.yaml"
    )


def test_columns_of_files_are_marked():
    model = with_books().text("shop/books/models.py")

    assert model.count('info={"upload": True}') == 2
    assert model.count("active_history=True") == 2


def test_forms_ask_for_files():
    form = with_books().text("shop/books/forms.py")

    assert 'manuscript = UploadField("Manuscript", validators=[InputRequired()])' in form
    assert 'cover = PictureField("Cover"' in form


@pytest.mark.apps
@pytest.mark.parametrize(
    "names",
    [
        pytest.param((), id="forms"),
        pytest.param(("login",), id="login", marks=pytest.mark.slow),
        pytest.param(("roles", "admin", "api"), id="everything"),
    ],
)
def test_a_resource_with_files_passes_its_own_tools_and_tests(tmp_path, names):
    project = with_books(*names)
    assert not project.steps
    app = written(project, tmp_path / "shop")

    command(app, "ruff", "format", "--check", "--no-cache", ".")
    command(app, "ruff", "check", "--no-cache", ".")
    command(app, "mypy", "--cache-dir", str(tmp_path / "mypy"))
    command(app, *PYTEST, "tests")


@pytest.mark.apps
def test_migrations_agree_with_columns_of_files(tmp_path):
    migrate(written(with_books(), tmp_path / "shop"))


@pytest.mark.apps
@pytest.mark.services
@pytest.mark.parametrize("server", ["postgresql", "mariadb"])
def test_migrations_agree_on_servers(tmp_path, request, server):
    migrate(written(with_books(), tmp_path / "shop"), DATABASE_URL=request.getfixturevalue(server))


def migrate(app: Path, **environment: str) -> None:
    command(app, "flask", "db", "upgrade", **environment)
    assert "No new upgrade operations" in command(app, "flask", "db", "check", **environment)


def picture(kind: str, colour: str) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(drawn, kind)
    return drawn.getvalue()


@pytest.mark.browser
def test_a_visitor_sends_a_picture_and_sees_it(tmp_path):
    app = written(with_books("headers"), tmp_path / "shop")
    command(app, "flask", "db", "upgrade")
    kept = app / "instance/uploads"

    with serving(app) as url, browser() as chromium:
        page = chromium.new_page()
        problems: list[str] = []
        page.on("console", lambda message: problems.append(message.text))

        def send(title: str, **files: tuple[str, bytes]) -> None:
            page.fill("input[name=title]", title)
            for name, (given, content) in files.items():
                page.set_input_files(
                    f"input[name={name}]", [{"name": given, "mimeType": "x/y", "buffer": content}]
                )
            page.click("main button:not(.secondary)")
            page.wait_for_load_state("networkidle")

        page.goto(f"{url}/books/new")
        send(
            "Emma",
            manuscript=("emma.txt", b"Emma Woodhouse"),
            cover=("page.png", b"<script>alert(1)</script>"),
        )
        assert "Only these files are possible" in page.inner_text("main")
        assert not kept.exists()
        problems.clear()  # Chromium logs the status 422

        send("Emma", manuscript=("emma.txt", b"Emma Woodhouse"), cover=("emma.png", picture("png", "red")))
        assert page.inner_text("h1") == "Emma"
        assert page.eval_on_selector("main img", "image => [image.naturalWidth, image.naturalHeight]") == [
            40,
            30,
        ]
        with page.expect_download() as download:
            page.click("main a[download]")
        assert download.value.suggested_filename == "emma.txt"
        before = {path.name for path in kept.glob("*/*")}

        page.goto(page.url + "/edit")
        send("Emma, again", cover=("other.jpg", picture("jpeg", "blue")))
        assert page.inner_text("h1") == "Emma, again"
        assert before == {"emma.txt", "emma.png"}
        assert {path.name for path in kept.glob("*/*")} == {"emma.txt", "other.jpg"}
        assert problems == []
