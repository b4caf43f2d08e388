from __future__ import annotations

import pytest

from edits.support import project
from flaskwright.edits import ensure_requirement
from flaskwright.errors import UsageError
from flaskwright.project import Project

LOGIN = "flask-login>=0.6.3,<0.7"


def done(path, text, name="flask-login", group=None):
    start = Project() if text is None else project({path: text})
    once = start.then(ensure_requirement(name, group))
    assert once.steps == ()
    assert once.then(ensure_requirement(name, group)).files == once.files
    return once.text(path)


def test_pep_621():
    text = '[project]\nname = "x"\ndependencies = ["flask", "redis"]\n'
    assert f'["flask", "{LOGIN}", "redis"]' in done("pyproject.toml", text)
    assert done("pyproject.toml", '[project]\nname = "x"\n').endswith(
        f'dependencies = [\n    "{LOGIN}",\n]\n'
    )


def test_a_requirement_that_is_there_keeps_its_limits():
    text = '[project]\nname = "x"\ndependencies = ["Flask_Login==0.6.2"]\n'
    assert done("pyproject.toml", text) == text


def test_missing_extras_are_added():
    text = '[project]\nname = "x"\ndependencies = ["psycopg[pool] == 3.2; sys_platform != \'win32\'"]\n'
    assert "\"psycopg[binary,pool] == 3.2; sys_platform != 'win32'\"" in done(
        "pyproject.toml", text, "psycopg[binary]"
    )
    assert done("pyproject.toml", text, "psycopg[pool]") == text


def test_a_group():
    text = '[project]\nname = "x"\n\n[dependency-groups]\ndev = [{include-group = "test"}]\n'
    assert 'dev = ["ruff>=0.15,<1", {include-group = "test"}]' in done(
        "pyproject.toml", text, "ruff", "dev"
    ).replace("\n    ", "").replace(",{", ", {").replace("},\n]", "}]")


def test_an_extra_that_does_a_groups_work():
    text = '[project]\nname = "x"\n\n[project.optional-dependencies]\ndev = ["mypy"]\n\n[tool.x]\ntest = 1\n'
    assert '"mypy",\n    "ruff>=0.15,<1",\n' in done("pyproject.toml", text, "ruff", "dev")
    assert "[dependency-groups]\ntest = [" in done("pyproject.toml", text, "ruff", "test")


def test_poetry():
    text = '[tool.poetry]\nname = "x"\n\n[tool.poetry.dependencies]\npython = "^3.11"\n'
    assert done("pyproject.toml", text).endswith('\npython = "^3.11"\nflask-login = ">=0.6.3,<0.7"\n')
    assert 'psycopg = { version = ">=3.3,<4", extras = ["binary"] }\n' in done(
        "pyproject.toml", text, "psycopg[binary]"
    )
    assert done("pyproject.toml", text + 'Flask-Login = "*"\n') == text + 'Flask-Login = "*"\n'
    assert '[tool.poetry.group.dev.dependencies]\nruff = ">=0.15,<1"\n' in done(
        "pyproject.toml", text, "ruff", "dev"
    )
    old = text + "\n[tool.poetry.dev-dependencies]\nmypy = '*'\n"
    assert done("pyproject.toml", old, "ruff", "dev").endswith("mypy = '*'\nruff = \">=0.15,<1\"\n")


def test_poetry_with_standard_dependencies():
    text = '[project]\nname = "x"\ndependencies = []\n\n[tool.poetry.dependencies]\nx = {path = "y"}\n'
    assert f'dependencies = [\n    "{LOGIN}",\n]' in done("pyproject.toml", text)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (None, f"{LOGIN}\n"),
        ("", f"{LOGIN}\n"),
        ("flask\nredis\n", f"flask\n{LOGIN}\nredis\n"),
        ("redis\nflask", f"redis\nflask\n{LOGIN}"),
        ("# all\n-r base.txt\n\n# web\nredis\n", f"# all\n-r base.txt\n\n{LOGIN}\n# web\nredis\n"),
        ("flask\n# stores\nredis\n", f"flask\n{LOGIN}\n# stores\nredis\n"),
        ("Flask_Login == 1\n", "Flask_Login == 1\n"),
        ("-r base.txt\n", f"-r base.txt\n{LOGIN}\n"),
    ],
)
def test_requirements_txt(text, result):
    assert done("requirements.txt", text) == result


def test_the_source_of_a_compiled_file_is_the_place():
    files = {"requirements.in": "flask\n", "requirements.txt": "flask==3.1\n"}
    after = project(files).then(ensure_requirement("flask-login"))
    assert after.text("requirements.in") == f"flask\n{LOGIN}\n"
    assert after.text("requirements.txt") == "flask==3.1\n"


def test_a_file_that_names_the_one_with_flask_is_left_alone():
    files = {
        "requirements.txt": "# for the platform\n-r requirements/heroku.txt\n",
        "requirements/heroku.txt": "-r prod.txt\ngunicorn\n",
        "requirements/prod.txt": "--requirement=common.txt\n-r prod.txt\n-r gone.txt\n",
        "requirements/common.txt": "Flask==3.1\n",
    }
    after = project(files).then(ensure_requirement("flask-login"))
    assert after.text("requirements/common.txt") == f"Flask==3.1\n{LOGIN}\n"
    assert after.drop("requirements/common.txt").files == project(files).drop("requirements/common.txt").files


def test_a_group_beside_requirements_txt():
    after = project({"requirements.txt": "flask\n"}).then(ensure_requirement("ruff", "dev"))
    assert after.text("requirements-dev.txt") == "ruff>=0.15,<1\n"
    files = {"requirements/base.txt": "flask\n", "requirements/dev.txt": "mypy\n"}
    after = project(files).then(ensure_requirement("ruff", "dev"), ensure_requirement("flask-login"))
    assert after.text("requirements/dev.txt") == "mypy\nruff>=0.15,<1\n"
    assert after.text("requirements/base.txt") == f"flask\n{LOGIN}\n"
    assert done("requirements-dev.txt", None, "ruff", "dev") == "ruff>=0.15,<1\n"


@pytest.mark.parametrize(
    "files",
    [
        {"pyproject.toml": '[project]\nname = "x"\ndynamic = ["version", "dependencies"]\n'},
        {"requirements.txt": "flask==3.1 --hash=sha256:00\n"},
    ],
)
def test_other_ways_ask(files):
    start = project(files)
    after = start.then(ensure_requirement("flask-login"))
    assert after.files == start.files
    assert after.steps[0].path == next(iter(files))
    assert after.steps[0].code == LOGIN


def test_dynamic_dependencies_from_a_file():
    files = {
        "pyproject.toml": '[project]\nname = "x"\ndynamic = ["dependencies"]\n',
        "requirements.txt": "a\n",
    }
    assert project(files).then(ensure_requirement("flask-login")).text("requirements.txt") == f"a\n{LOGIN}\n"


def test_what_was_not_tested_is_refused():
    with pytest.raises(UsageError, match="tested set"):
        ensure_requirement("left-pad")


@pytest.mark.parametrize(
    ("path", "text", "group", "result"),
    [
        (
            "Pipfile",
            '[packages]\nflask = "*"\n',
            None,
            '[packages]\nflask = "*"\nflask-login = ">=0.6.3,<0.7"\n',
        ),
        (
            "Pipfile",
            '[packages]\nflask = "*"\n\n[dev-packages]\nruff = "*"\n',
            "dev",
            '[dev-packages]\nflask-login = ">=0.6.3,<0.7"\nruff = "*"\n',
        ),
        ("Pipfile", '[packages]\nFlask_Login = "==0.6.2"\n', None, '[packages]\nFlask_Login = "==0.6.2"\n'),
        (
            "setup.cfg",
            "[options]\ninstall_requires =\n  click\n  jinja2\n\n[flake8]\nmax = 1\n",
            None,
            f"[options]\ninstall_requires =\n  click\n  {LOGIN}\n  jinja2\n\n[flake8]\nmax = 1\n",
        ),
        (
            "setup.cfg",
            "[options]\ninstall_requires =\n  zope\n  click",
            None,
            f"[options]\ninstall_requires =\n  zope\n  click\n  {LOGIN}",
        ),
        (
            "setup.cfg",
            "[options]\ninstall_requires =\n[flake8]\n",
            None,
            f"[options]\ninstall_requires =\n    {LOGIN}\n[flake8]\n",
        ),
        (
            "setup.cfg",
            "[options]\ninstall_requires =\n  Flask-Login==0.6.2\n",
            None,
            "[options]\ninstall_requires =\n  Flask-Login==0.6.2\n",
        ),
        (
            "setup.py",
            'setup(install_requires=["flask"])\n',
            None,
            f'setup(install_requires=["flask", "{LOGIN}"])\n',
        ),
        (
            "setup.py",
            "setup(install_requires=['Flask-Login'])\n",
            None,
            "setup(install_requires=['Flask-Login'])\n",
        ),
    ],
)
def test_older_ways(path, text, group, result):
    assert result in done(path, text, group=group)


@pytest.mark.parametrize("path", ["setup.cfg", "setup.py"])
def test_a_group_beside_an_older_way_has_a_file_of_its_own(path):
    text = {
        "setup.cfg": "[options]\ninstall_requires =\n  flask\n",
        "setup.py": 'setup(install_requires=["a"])\n',
    }
    start = project({path: text[path]})

    after = start.then(ensure_requirement("ruff", "dev"))

    assert after.text(path) == text[path]
    assert after.text("requirements-dev.txt") == "ruff>=0.15,<1\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("setup.cfg", "[options]\ninstall_requires = file: requirements/all.in\n"),
        ("setup.cfg", "[options]\ninstall_requires = flask; click\n"),
        ("setup.py", "setup(install_requires=read('requirements'))\n"),
    ],
)
def test_older_ways_that_are_not_lists_ask(path, text):
    after = project({path: text}).then(ensure_requirement("flask-login"))

    assert after.text(path) == text
    assert [step.path for step in after.steps] == [path]


RECORD = (
    '[tool.flaskwright.capabilities]\napp = { package = "parts", guest = "parts", tests = "tests/added" }\n'
)


@pytest.mark.parametrize(
    ("name", "there", "added"),
    [
        ("flask-login", "Flask_Login", False),
        ("flask-login", "flask", True),
        # Whoever wants the extras has to have them.
        ("psycopg[binary]", "redis", True),
    ],
)
def test_a_host_that_requires_it_anywhere_requires_it(name, there, added):
    start = project(
        {"pyproject.toml": RECORD, "requirements.txt": "click\n", "requirements/x.txt": f"{there}\n"}
    )

    after = start.then(ensure_requirement(name))

    assert (after != start) == added
    assert after.text("requirements/x.txt") == f"{there}\n"


@pytest.mark.parametrize("files", [{"setup.cfg": "[flake8]\n"}, {"setup.py": "setup()\n"}])
def test_setup_files_that_require_nothing_have_a_file_beside_them(files):
    after = project(files).then(ensure_requirement("flask-login"))

    assert after.steps == ()
    assert after.text("requirements.txt") == f"{LOGIN}\n"
    assert {path: after.text(path) for path in files} == files
