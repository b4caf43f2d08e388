"""`flaskwright upgrade` shows a plan, asks once, writes all or nothing, and says where both changed the same."""

import subprocess
from dataclasses import replace
from types import SimpleNamespace

import pytest
from terminal import on_terminal
from trees import snapshot

from flaskwright.pristine import PATH, Pristine
from flaskwright.project import Project, read
from flaskwright.version import __version__

PATH_OF = "shop/commands.py"
TITLE = '"""The application\'s own commands: `flask settings …`."""'
IDENTITY = ("-c", "user.name=A", "-c", "user.email=a@example.org")


@pytest.fixture
def old(shop):
    """A project of an older Flaskwright, with another docstring, in a repository; gives its folder and that file."""
    project = read(shop)
    kept = Pristine.of(project)
    text = project.text(PATH_OF).replace(TITLE, '"""Commands."""')
    assert text != project.text(PATH_OF)
    record = project.files["pyproject.toml"].replace(__version__.encode(), b"0.0.1")
    files = {**kept.files, PATH_OF: text.encode(), "pyproject.toml": record}
    before = replace(kept, files=files, version="0.0.1").into(Project())
    for path, data in {**before.files, PATH_OF: text.encode(), "pyproject.toml": record}.items():
        (shop / path).write_bytes(data)
    subprocess.run(["git", "init", "-q"], cwd=shop, check=True)
    commit(shop)
    return SimpleNamespace(root=shop, file=shop / PATH_OF)


def commit(root):
    subprocess.run(["git", "add", "."], cwd=root, check=True)
    subprocess.run(["git", *IDENTITY, "commit", "-qm", "More"], cwd=root, check=True)


def changed(old, new='"""My commands."""'):
    old.file.write_text(old.file.read_text().replace('"""Commands."""', new))
    commit(old.root)


def test_what_was_written_becomes_what_is_written_today(cli, old):
    result = cli("upgrade", "--yes")

    assert (result.code, result.err) == (0, "")
    assert f"~ {PATH_OF}  +1 -1" in result.out
    assert "✓ Written: 3 files." in result.out
    assert "\n  .venv/bin/pytest\n" in result.out
    assert TITLE in old.file.read_text()
    assert Pristine.of(read(old.root)).version == __version__
    assert f'version = "{__version__}"' in (old.root / "pyproject.toml").read_text()


def test_once_more_there_is_nothing_to_do(cli, old):
    cli("upgrade", "--yes")
    commit(old.root)
    once = snapshot(old.root)

    result = cli("upgrade")

    assert (result.code, result.out) == (0, "Everything is as Flaskwright writes it today; nothing to do.\n")
    assert snapshot(old.root) == once


def test_it_is_taken_back(cli, old):
    before = snapshot(old.root)
    cli("upgrade", "--yes")

    result = cli("undo", "--yes")

    assert "Takes back: flaskwright upgrade" in result.out
    assert snapshot(old.root) == before


def test_conflicts_are_written_and_named(cli, old):
    changed(old)

    result = cli("upgrade", "--yes")

    assert result.code == 1
    assert f"  conflicts  {PATH_OF}\n" in result.out
    assert (
        f"Conflicts are marked (<<<<<<< yours); take what you want, then commit:\n  {PATH_OF}\n" in result.out
    )
    assert "Next" not in result.out
    conflict = f'<<<<<<< yours\n"""My commands."""\n=======\n{TITLE}\n>>>>>>> flaskwright {__version__}\n'
    assert old.file.read_text().startswith(conflict)
    assert cli("undo", "--yes").code == 0
    assert '"""My commands."""' in old.file.read_text()


@pytest.mark.parametrize("json", [False, True])
def test_no_conflicts_writes_nothing(cli, old, json):
    changed(old)
    before = snapshot(old.root)

    result = cli("upgrade", "--yes", "--no-conflicts", *["--json"] * json)

    assert result.code == 1
    if json:
        assert result.json["conflicts"] == [PATH_OF]
        assert result.json["written"] is False
    else:
        assert "Nothing was written: there are conflicts (--no-conflicts)." in result.out
    assert snapshot(old.root) == before


def test_without_conflicts_no_conflicts_changes_nothing(cli, old):
    assert cli("upgrade", "--yes", "--no-conflicts").code == 0
    assert TITLE in old.file.read_text()


def test_a_dry_run_writes_nothing(cli, old):
    changed(old)
    before = snapshot(old.root)

    result = cli("upgrade", "--dry-run")

    assert result.code == 0
    assert result.out.endswith("\nNothing was written.\n")
    assert snapshot(old.root) == before


def test_json_has_everything(cli, old):
    changed(old)

    result = cli("upgrade", "--json", "--yes")

    assert result.code == 1
    assert result.json["written"] is True
    assert result.json["conflicts"] == [PATH_OF]
    assert result.json["files"]["changed"] == [PATH, "pyproject.toml", PATH_OF]
    assert result.json["git"] == "clean"


def test_changes_that_are_not_committed_are_refused(cli, old):
    old.file.write_text(f"{old.file.read_text()}\n# mine\n")
    before = snapshot(old.root)

    result = cli("upgrade", "--yes")

    assert result.code == 2
    assert "shop has changes that are not committed; commit them first, or say --allow-dirty." in result.err
    assert snapshot(old.root) == before
    assert cli("upgrade", "--yes", "--allow-dirty").code == 0


def test_nobody_to_ask(cli, old):
    before = snapshot(old.root)

    assert "There is nobody to ask" in cli("upgrade").err
    assert snapshot(old.root) == before


def test_a_terminal_asks(old):
    code, shown = on_terminal(["upgrade"], [("Apply?", "no")], cwd=old.root)

    assert code == 0
    assert "Apply?" in shown
    assert "Nothing was written." in shown


def test_without_copies_or_record_it_says_what_to_do(cli, old):
    (old.root / PATH).write_bytes(b"x")
    commit(old.root)
    assert "is damaged; take it back with git" in cli("upgrade", "--yes").err
    (old.root / PATH).unlink()
    commit(old.root)
    assert "is not there; take it back with git" in cli("upgrade", "--yes").err
    (old.root / "pyproject.toml").write_text("")
    commit(old.root)
    result = cli("upgrade", "--yes")
    assert result.code == 2
    assert "is no project that Flaskwright made" in result.err
