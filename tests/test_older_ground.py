"""Parts in applications that stand on a Python and a Flask older than ours: really installed, really run."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from flaskwright import api, fields
from flaskwright.capabilities import SKELETON, Menu
from flaskwright.capability import Wanted
from flaskwright.errors import UsageError
from generation import RESOURCES

HOST = '''"""A shop from long ago."""

from flask import Flask, jsonify


def create_app():
    app = Flask(__name__)

    @app.route("/things/<int:number>")
    def thing(number):
        return jsonify(number=number)

    return app
'''
PINS = {
    (0, 12): (
        "flask==0.12.5", "werkzeug==0.16.1", "jinja2==2.11.3", "markupsafe==2.0.1", "itsdangerous==1.1.0",
        "click==7.1.2",
    ),
    (1, 0): (
        "flask==1.0.4", "werkzeug==0.16.1", "jinja2==2.11.3", "markupsafe==2.0.1", "itsdangerous==1.1.0",
        "click==7.1.2",
    ),
    (1, 1): (
        "flask==1.1.4", "werkzeug==1.0.1", "jinja2==2.11.3", "markupsafe==2.0.1", "itsdangerous==1.1.0",
        "click==7.1.2",
    ),
    (2, 0): ("flask==2.0.3", "werkzeug==2.0.3"),
    (2, 3): ("flask==2.3.3", "werkzeug==2.3.8", "marshmallow==3.20.1"),
}  # fmt: skip


def host(folder: Path, flask: tuple[int, int], python: str = "3.8.18") -> Path:
    """Write a project, with an environment of which no more is there than what says its versions."""
    (folder / "shop").mkdir()
    (folder / "shop" / "__init__.py").write_text(HOST)
    (folder / "requirements.txt").write_text("".join(f"{pin}\n" for pin in PINS[flask]))
    environment = folder / ".venv"
    (environment / "bin").mkdir(parents=True)
    (environment / "pyvenv.cfg").write_text(f"version = {python}\n")
    interpreter = environment / "bin" / "python"
    interpreter.write_text("")
    interpreter.chmod(0o755)
    return folder


def bearing(python: tuple[int, int], flask: tuple[int, int]) -> list[str]:
    """Give the capabilities that bear such a ground."""
    return [
        name
        for name, capability in Menu().items()
        if name not in SKELETON and capability.ground.python <= python and capability.ground.flask <= flask
    ]


def resources() -> list[fields.Resource]:
    return [fields.parse_resource(name, words) for name, words in RESOURCES.items()]


def test_most_of_what_old_applications_lack_bears_the_oldest_ground():
    old = {"cache", "compression", "cors", "health", "headers", "limits", "logging", "metrics", "sentry"}
    shipped = {"agents", "ci", "docker", "gunicorn", "mail"}

    assert old == {*bearing((3, 7), (1, 1))}
    assert old | shipped == {*bearing((3, 8), (1, 1))}
    assert old | shipped == {*bearing((3, 8), (2, 0))}
    assert (old | shipped) - {"headers", "logging"} == {*bearing((3, 8), (0, 12))}


def test_the_ground_is_recorded_and_kept(tmp_path):
    root = host(tmp_path, (1, 1))

    api.apply_plan(api.add(root, Wanted({"health": {}}), allow_dirty=True))

    assert 'python = "3.8", flask = "1.1"' in (root / "pyproject.toml").read_text()
    assert "pytest>=7.4,<9\n" in (root / "requirements-dev.txt").read_text()
    routes = (root / "shop" / "parts" / "health" / "routes.py").read_text()
    assert "from __future__ import annotations\n" in routes
    assert '@bp.route("/live")\n' in routes
    assert not api.upgrade(root, allow_dirty=True).diff

    api.apply_plan(api.remove(root, ["health"], allow_dirty=True))
    assert not (root / "shop" / "parts").exists()


@pytest.mark.parametrize(
    ("name", "python", "said"),
    [
        ("pages", "3.8.18", "Python 3.10 and newer, the project runs on 3.8"),
        ("mail", "3.7.16", "Python 3.8 and newer, the project runs on 3.7"),
        ("health", "3.6.15", "Python 3.7 and newer, the project runs on 3.6"),
    ],
)
def test_what_it_does_not_bear_is_refused_at_once(tmp_path, name, python, said):
    root = host(tmp_path, (1, 1), python)

    with pytest.raises(UsageError) as error:
        api.add(root, Wanted({name: {}}), allow_dirty=True)

    assert str(error.value) == f"{name} cannot be added here: it is written for {said}."


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("minor", "flask"),
    [(8, (0, 12)), (8, (1, 0)), (7, (1, 1)), (8, (1, 1)), (8, (2, 0)), (9, (2, 0)), (10, (2, 3))],
    ids=lambda value: f"Flask {value[0]}.{value[1]}" if isinstance(value, tuple) else f"3.{value}",
)
def test_parts_pass_their_tests_there(tmp_path, minor, flask):
    name = f"python3.{minor}"
    found = [*Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/{name}"), *Path("/usr/bin").glob(name)]
    if not found:
        pytest.skip(f"there is no Python 3.{minor} on this machine")
    root = tmp_path / "site"
    root.mkdir()
    host(root, flask)
    # Not in the project: its copies leave it behind, and its own says the same.
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([found[0], "-m", "venv", tmp_path / "venv"], check=True)
    subprocess.run([python, "-m", "pip", "install", "-q", *PINS[flask]], check=True)

    names = bearing((3, minor), flask)
    wanted = Wanted({name: {} for name in names}, resources() if "resource" in names else ())
    plan = api.add(root, wanted, allow_dirty=True, python=str(python))
    behaviour = api.behaviour(plan, python=str(python))
    api.apply_plan(plan)

    assert not plan.steps
    assert behaviour is not None
    assert (behaviour.state, behaviour.regressions) == ("compared", ())
    files = [option for name in ("", "-dev") for option in ("-r", f"requirements{name}.txt")]
    subprocess.run([python, "-m", "pip", "install", "-q", *files], check=True, cwd=root)
    clean = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("FLASK_", "APP_", "COV_", "PYTEST_", "PYTHON"))
    }
    done = subprocess.run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=root, env=clean, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert not done.returncode, done.stdout[-10_000:]
