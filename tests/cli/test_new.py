"""`flaskwright new` writes a project, installs it, and says what to type next."""

import subprocess
import sys

import pytest
from terminal import on_terminal
from trees import snapshot

from flaskwright import facts
from flaskwright.project import read


@pytest.fixture
def tool(tmp_path_factory, monkeypatch):
    """A uv that only says what it was asked."""

    def make(text):
        folder = tmp_path_factory.mktemp("bin")
        (folder / "uv").write_text(f"#!{sys.executable}\nimport sys\n{text}\n")
        (folder / "uv").chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))

    return make


def test_writes_the_tree_and_says_what_to_type(cli, here, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    result = cli("new", "shop", "--with", "config:loader=flask-env", "--no-install")
    assert (result.code, result.err) == (0, "")
    assert "shop is written: " in result.out
    assert result.out.index("cd shop") < result.out.index("python3 -m venv") < result.out.index("flask run")
    record = facts.read(read(here / "shop")).record
    assert record.capabilities["config"] == {"loader": "flask-env"}
    assert [place.name for place in here.iterdir()] == ["shop"]


def test_a_folder_that_is_there_and_empty_will_do(cli, here):
    (here / "shop").mkdir()
    assert cli("new", "shop", "--with", "config", "--no-install").code == 0
    assert (here / "shop/wsgi.py").exists()


def test_a_dry_run_writes_nothing(cli, here):
    result = cli("new", "shop", "--with", "config", "--dry-run")
    assert result.code == 0
    assert "Nothing was written (--dry-run)." in result.out
    assert "+ shop/" in result.out
    assert snapshot(here) == {}


def test_a_dry_run_can_show_every_line(cli):
    result = cli("new", "shop", "--with", "config", "--dry-run", "--diff")
    assert "+++ b/shop/config.py\n" in result.out
    assert "+class Production(Config):\n" in result.out


def test_the_whole_diff_is_what_git_would_apply(cli, here):
    data = cli("new", "shop", "--with", "config", "--dry-run", "--json").json
    assert data["written"] is False
    assert data["capabilities"] == ["app", "config"]
    assert "flask" in data["packages"]
    assert "pytest (dev)" in data["packages"]
    subprocess.run(["git", "apply"], input=data["diff"], text=True, check=True)
    assert (
        sorted(path for path, content in snapshot(here).items() if content is not None)
        == data["files"]["added"]
    )


def test_json_is_all_that_is_printed(cli, here):
    data = cli("new", "shop", "--json", "--no-install").json
    assert data["written"] is True
    assert data["project"] == str(here / "shop")
    assert data["files"]["added"] == sorted(
        path for path, content in snapshot(here / "shop").items() if content is not None
    )


def test_the_description_and_title_stand_in_the_project(cli, here):
    (here / "spec.toml").write_text(
        '[app]\nname = "shop"\ntitle = "The Shop"\ndescription = "Sells things."\nwith = ["config"]\n'
    )
    assert cli("new", "--spec", "spec.toml", "--no-install").code == 0
    readme = (here / "shop/README.md").read_text()
    assert readme.startswith("# The Shop\n\nSells things.\n")
    assert cli("new", "other", "--spec", "spec.toml", "--no-install", "--description", "Other.").code == 0
    assert (here / "other/README.md").read_text().startswith("# The Shop\n\nOther.\n")


def test_installs_with_the_tool_that_is_there(cli, here, tool):
    tool("print('uv', *sys.argv[1:])")
    result = cli("new", "shop", "--with", "config", "--python", "3.12")
    assert result.code == 0
    assert "  uv venv --quiet --python 3.12 .venv\n" in result.out
    assert "  uv pip install --python .venv --editable . --group dev\n" in result.out
    assert "The packages are installed in .venv" in result.out
    assert "uv pip" not in result.out[result.out.index("Next") :]
    assert (here / "shop/wsgi.py").exists()


def test_an_install_that_fails_leaves_the_project_and_says_how_to_go_on(cli, here, tool):
    tool("print('error: no network')\nsys.exit(1)")
    result = cli("new", "shop", "--with", "config")
    assert result.code == 1
    assert result.err.count("\n") == 1
    assert "(error: no network)" in result.err
    assert "cd shop && uv venv" in result.err
    assert (here / "shop/wsgi.py").exists()


def test_nothing_is_asked_where_nobody_answers(cli, here):
    assert cli("new", "shop", "--no-install").code == 0
    assert (here / "shop/wsgi.py").exists()


def test_on_a_terminal_it_asks_and_says_the_same_command(here):
    answers = [
        ("Name [shop]", "my-shop"),
        ("Name [shop]", "blog"),
        ("Number [1]", "9"),
        ("Number [1]", "5"),
        ("with commas", "1,99"),
        ("with commas", "loging"),
        ("with commas", "logging, health"),
    ]
    code, seen = on_terminal(["new", "--no-install"], answers, cwd=here)
    assert code == 0, seen
    assert "try my_shop" in seen
    assert "9 is not in the range" in seen
    assert "There is no number 99" in seen
    assert "did you mean logging?" in seen
    assert "flaskwright new blog --with logging,health" in seen
    asked = snapshot(here / "blog")
    (here / "blog").rename(here / "asked")
    code, seen = on_terminal(["new", "blog", "--with", "logging,health", "--no-install"], cwd=here)
    assert code == 0, seen
    assert snapshot(here / "blog") == asked


def test_every_start_of_the_wizard_can_be_built(here):
    from flaskwright import api, spec  # noqa: PLC0415 (only here)
    from flaskwright.cli.wizard import STARTS, parts  # noqa: PLC0415

    for number, (title, _) in enumerate(STARTS):
        if names := parts(number):
            assert api.create("shop", spec.wanted(names), parent=here).capabilities, title


def test_ctrl_c_in_a_question_changes_nothing(here):
    code, seen = on_terminal(["new", "--no-install"], [("Name", "\x03")], cwd=here)
    assert code == 130
    assert "Stopped." in seen
    assert snapshot(here) == {}


def test_a_terminal_shows_progress(here, tool):
    tool("print('Resolved 42 packages')")
    code, seen = on_terminal(["new", "shop", "--with", "config"], cwd=here)
    assert code == 0
    assert "Installing with uv" in seen
    assert "\x1b[" in seen
