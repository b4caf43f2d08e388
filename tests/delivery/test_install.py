"""The virtual environment is made by uv, else by venv and pip; failures say what to do."""

import sys

import pytest

from flaskwright.delivery.install import Installer, find_python, install, installer
from flaskwright.errors import StepFailed, UsageError


def program(folder, name, text):
    folder.mkdir(exist_ok=True)
    place = folder / name
    place.write_text(f"#!{sys.executable}\n{text}")
    place.chmod(0o755)
    return place


@pytest.fixture
def path(tmp_path, monkeypatch):
    """An empty PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def test_uv_is_taken_when_it_is_there(path):
    program(path, "uv", "")
    chosen = installer()
    assert chosen.tool == "uv"
    assert chosen.commands[0] == ("uv", "venv", "--quiet", "--python", sys.executable, ".venv")
    assert installer("3.13").commands[0][4] == "3.13"
    assert chosen.typed == (
        "uv venv --python python3 .venv",
        "uv pip install --python .venv --editable . --group dev",
    )


def test_else_venv_and_pip(path):
    python = program(path, "python3.12", "")
    chosen = installer("3.12")
    assert chosen.tool == "pip"
    assert chosen.commands[0] == (str(python), "-m", "venv", "--upgrade-deps", ".venv")
    assert chosen.commands[1][0] == ".venv/bin/python"
    assert installer().commands[0][0] == sys.executable
    assert installer().typed == (
        "python3 -m venv --upgrade-deps .venv",
        ".venv/bin/python -m pip install --editable . --group dev",
    )


def test_a_python_that_is_not_there_is_refused(path):
    assert not list(path.iterdir())
    for name in ("9.9", "/no/such/python"):
        with pytest.raises(UsageError, match="There is no Python"):
            find_python(name)


def test_every_line_is_told(path, tmp_path):
    program(path, "uv", "import sys\nprint('one')\nprint('two', file=sys.stderr)\nprint()")
    lines = []
    install(tmp_path, Installer("uv", (("uv", "x"), ("uv", "y"))), lines.append)
    assert sorted(lines) == ["one", "one", "two", "two"]


def test_a_failure_says_why_and_how_to_go_on(path, tmp_path):
    program(path, "uv", "print('error: no network')\nprint('see the log')\nraise SystemExit(2)")
    with pytest.raises(StepFailed) as caught:
        install(tmp_path, Installer("uv", (("uv", "venv"), ("uv", "never"))), lambda _line: None)
    assert "(error: no network)" in str(caught.value)
    assert str(caught.value).endswith(f"cd {tmp_path.name} && uv venv && uv never")


def test_a_tool_that_cannot_start_is_a_failure(path, tmp_path):
    assert not list(path.iterdir())
    with pytest.raises(StepFailed, match="could not be installed"):
        install(tmp_path, Installer("uv", (("uv", "venv"), ("uv", "never"))), lambda _line: None)


def test_makes_a_real_environment(tmp_path):
    """Without packages: those come from an index."""
    made = Installer(
        "pip", ((sys.executable, "-m", "venv", "--without-pip", ".venv"), (".venv/bin/python", "-V"))
    )
    install(tmp_path, made, lambda _line: None)
    assert (tmp_path / ".venv/bin/python").exists()
