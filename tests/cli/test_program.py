"""The program: starts fast, ends clearly."""

import json
import resource
import subprocess
import sys

import pytest
from terminal import on_terminal

from flaskwright import api
from flaskwright.cli.program import COMMANDS

FLASKWRIGHT = [sys.executable, "-c", "from flaskwright.cli import main; main()"]


def loaded_by(*args):
    """Give the modules that a command line loads."""
    code = (
        "import sys; from flaskwright.cli.program import run; "
        "run(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, check=True)
    return set(result.stderr.split())


def test_the_version_is_told_at_once():
    """Measured in processor time: the machine may be busy with something else."""
    times = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        result = subprocess.run([*FLASKWRIGHT, "--version"], capture_output=True, text=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert result.stdout.startswith("flaskwright 0.")
    assert min(times) < 0.25


def test_the_package_runs_as_the_program():
    result = subprocess.run(
        [sys.executable, "-m", "flaskwright", "explain", "page"], capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert result.stderr.startswith("flaskwright: ")
    assert "pages" in result.stderr


@pytest.mark.parametrize("args", [["--help"], ["new", "--help"], ["explain", "pages"]])
def test_what_is_not_needed_is_not_loaded(args):
    assert not loaded_by(*args) & {"rich", "jinja2", "tomlkit", "flask", "libcst", "pydantic"}


def test_a_pipe_needs_no_rich(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "rich" not in loaded_by("new", "shop", "--with", "config", "--no-install")


def test_help_tells_every_command(cli):
    result = cli("--help")
    assert result.code == 0
    assert all(f"  {name} " in result.out for name in COMMANDS)
    assert cli().out == result.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_json(cli, name):
    result = cli(name, "--help")
    assert result.code == 0
    assert "--json" in result.out


def crash(monkeypatch):
    def broken(*_args, **_kwargs):
        raise ZeroDivisionError("division\nby zero")

    monkeypatch.setattr(api, "create", broken)


def test_a_crash_of_ours_is_one_line_and_a_file(cli, here, monkeypatch):
    crash(monkeypatch)
    result = cli("new", "shop", "--with", "config", "--no-install")
    assert result.code == 3
    assert result.err.count("\n") == 1
    assert "mistake of Flaskwright (ZeroDivisionError: division); the traceback is in" in result.err
    (written,) = (here.parent / f"{here.name}-cache").rglob("crash-*.txt")
    assert str(written) in result.err
    text = written.read_text()
    assert text.startswith("flaskwright new shop --with config --no-install\n")
    assert "Traceback" in text


def test_a_crash_can_show_its_traceback(cli, monkeypatch):
    crash(monkeypatch)
    result = cli("--traceback", "new", "shop", "--with", "config")
    assert result.code == 3
    assert "Traceback (most recent call last)" in result.err


def test_a_crash_where_nothing_can_be_written_is_still_told(cli, here, monkeypatch):
    crash(monkeypatch)
    (here / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(here / "file"))
    result = cli("new", "shop", "--with", "config", "--json")
    assert result.code == 3
    assert "run it with `flaskwright --traceback" in result.err
    assert result.json["exit_code"] == 3


def test_a_reader_that_goes_away_is_no_error(tmp_path):
    with subprocess.Popen(
        [*FLASKWRIGHT, "new", "shop", "--with", "config", "--dry-run", "--diff"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_explain_lists_what_there_is(cli):
    out = cli("explain").out
    assert "Capabilities" in out
    assert "  login " in out
    assert "Types of fields" in out
    assert "  decimal " in out
    listed = cli("explain", "--json").json
    assert {"kind": "field type", "name": "uuid"}.items() <= next(
        x for x in listed if x["name"] == "uuid"
    ).items()


def test_explain_tells_options_and_needs(cli):
    out = cli("explain", "config").out
    assert "`config:loader=prefixed`: `prefixed` or `flask-env`" in out
    assert "Needs: `app`." in out


def test_explain_tells_about_field_types_and_packages(cli):
    assert "Written `decimal(" in cli("explain", "decimal").out
    assert "`flask>=3" in cli("explain", "flask").out
    (topic,) = cli("explain", "decimal", "--json").json
    assert topic["kind"] == "field type"


def test_explain_looks_good_on_a_terminal(tmp_path):
    code, seen = on_terminal(["explain", "config"], cwd=tmp_path)
    assert code == 0
    assert "\x1b[1mconfig" in seen


def test_json_is_ascii_where_the_output_is(tmp_path):
    out = subprocess.run(
        [*FLASKWRIGHT, "explain", "pages", "--json"],
        cwd=tmp_path,
        env={"PYTHONIOENCODING": "ascii", "PATH": "/usr/bin"},
        capture_output=True,
        check=True,
    ).stdout
    assert json.loads(out.decode("ascii"))
