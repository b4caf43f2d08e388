"""Capabilities of other packages: one that is really installed, and what goes wrong with others."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flaskwright import api, explain, facts, spec
from flaskwright.adoption import recognise
from flaskwright.capabilities import MENU, SKELETON, Menu
from flaskwright.capability import Wanted, order, run
from flaskwright.cli.program import run as program_here
from flaskwright.errors import CapabilityError, UsageError
from flaskwright.project import Project
from flaskwright.removal import remove
from flaskwright.upgrade import upgraded
from generation import APP, added, generated, written
from running import PYTEST, command
from stamped import PACKAGE, declared, installed, on_path

ROOT = Path(__file__).parent.parent
DOCUMENT = (ROOT / "docs/capability-packages.md").read_text()
APPS = ROOT / "tests/apps"
CAPABILITY = """
from flaskwright.capability import Capability

def apply(project, facts, options):
    return project.put("NAME.txt", "")

CAPABILITY = Capability("NAME", "Another one", apply=apply)
"""


def code(name: str, **fields: object) -> str:
    more = "".join(f", {field}={value!r}" for field, value in fields.items())
    return CAPABILITY.replace("apply=apply", f"apply=apply{more}").replace("NAME", name)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder that the example is installed in, from its wheel."""
    return installed(tmp_path_factory.mktemp("site"))


@pytest.fixture
def stamps(site):
    """Have the example installed."""
    with on_path(site):
        yield Menu()["stamps"]


@pytest.fixture
def others(tmp_path):
    """A folder for distributions of others."""
    with on_path(tmp_path):
        yield tmp_path


def program(*words, cwd, site):
    """Run the command line as it is installed, with the example."""
    return subprocess.run(
        [sys.executable, "-c", "from flaskwright.cli import main; main()", *words],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(site), "XDG_STATE_HOME": str(cwd.parent / "state")},
        capture_output=True,
        text=True,
        check=False,
    )


# --- the example -------------------------------------------------------------------------------------------------


def test_the_document_has_the_files_of_the_package():
    blocks = dict(re.findall(r"`([\w./\[\]]+)`:\n\n```\w+\n(.*?)```", DOCUMENT, re.DOTALL))
    paths = [p for p in PACKAGE.rglob("*") if p.is_file() and "__pycache__" not in p.parts]

    assert blocks == {
        p.relative_to(PACKAGE).as_posix(): p.read_text() for p in paths if p.name != "README.md"
    }


def test_it_is_on_the_menu_after_our_own(stamps):
    assert [*Menu()] == [*MENU, "stamps"]
    assert len(Menu()) == len(MENU) + 1
    assert stamps.distribution == "flaskwright-stamps"
    assert ("capability", "stamps", "Times that people read") in [*explain.titles()]
    (topic,) = explain.explain("stamps")
    assert "the exact moment beside it" in topic.text
    assert "`stamps:style=ago`: `ago` or `date`" in topic.text
    assert "The package flaskwright-stamps brings it." in topic.text


def test_it_is_recorded_with_where_it_comes_from(stamps):
    record = facts.read(generated("stamps:style=date")).record

    assert stamps.name in record.capabilities
    assert dict(record.capabilities["stamps"]) == {"style": "date"}
    assert dict(record.distributions) == {"stamps": "flaskwright-stamps"}


@pytest.mark.usefixtures("stamps")
def test_the_test_of_the_document_passes():
    scope: dict[str, object] = {}
    exec(compile(re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)[-1], "it.py", "exec"), scope)  # noqa: S102

    scope["test_twice_equals_once"]()


@pytest.mark.usefixtures("stamps")
@pytest.mark.parametrize("other", [name for name in MENU if name not in SKELETON])
def test_it_arrives_in_any_order_with_ours(other):
    together = generated("stamps", other)

    assert not together.steps
    assert added(generated("stamps"), other).files == together.files
    assert added(generated(other), "stamps").files == together.files
    assert added(together, "stamps").files == together.files


@pytest.mark.usefixtures("stamps")
@pytest.mark.parametrize("others", [(), ("pages", "agents"), ("logging", "docker")])
def test_it_is_removed_without_a_trace(others):
    before = generated(*others)

    done = remove(Menu(), added(before, "stamps"), ["stamps"], SKELETON)

    assert done.steps == ()
    assert done.files == before.files


@pytest.mark.usefixtures("stamps")
def test_it_is_upgraded_like_any_other():
    project = generated("stamps:style=date", "pages", "health")

    assert upgraded(Menu(), project).project.files == project.files


@pytest.mark.apps
@pytest.mark.usefixtures("stamps")
@pytest.mark.parametrize(
    "names", [("stamps",), ("stamps:style=date",), ("stamps", "pages", "agents", "health")]
)
def test_what_it_builds_passes_its_own_tools_and_tests(names, tmp_path):
    app = written(generated(*names), tmp_path / "shop")

    command(app, "ruff", "check", "--no-cache", ".")
    command(app, "ruff", "format", "--check", "--no-cache", ".")
    command(app, "mypy", "--cache-dir", str(tmp_path / "mypy"))
    command(app, *PYTEST)


@pytest.mark.apps
@pytest.mark.parametrize("shape", ["single_module", "package_extensions", "rest_smorest", "flask_subclass"])
@pytest.mark.usefixtures("stamps")
def test_foreign_projects_take_it_and_give_it_back(shape, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PYTHONPATH", "src")
    root = shutil.copytree(APPS / shape, tmp_path / shape)
    before = {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}
    plan = api.add(root, Wanted({"stamps": {}, "health": {}}))
    assert plan.steps == ()
    api.apply_plan(plan)
    guest = facts.read(plan.after).record.guest
    command(root, *PYTEST, guest.tests, PYTHONDONTWRITEBYTECODE="1")

    api.apply_plan(api.remove(root, ["stamps"]))
    left = facts.read(api.load(root)).record
    assert "stamps" not in left.capabilities
    assert not left.distributions
    api.apply_plan(api.remove(root, ["health"]))

    after = {p: p.read_bytes() for p in root.rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    assert after == before


@pytest.mark.usefixtures("stamps")
def test_removing_another_one_keeps_where_it_comes_from_in_a_foreign_project(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    root = shutil.copytree(APPS / "single_module", tmp_path / "single_module")
    api.apply_plan(api.add(root, Wanted({"stamps": {}, "health": {}})))

    record = facts.read(api.remove(root, ["health"]).after).record

    assert dict(record.distributions) == {"stamps": "flaskwright-stamps"}


def test_the_command_line_knows_it(tmp_path, site):
    (tmp_path / "shop.toml").write_text(
        '[app]\nname = "shop"\nwith = ["pages"]\n[app.options.stamps]\nstyle = "date"\n'
    )
    made = program("new", "--spec", "shop.toml", "--no-install", cwd=tmp_path, site=site)
    assert made.returncode == 0, made.stderr
    assert "naturaldate" in (tmp_path / "shop/shop/stamps.py").read_text()
    listed = program("explain", cwd=tmp_path, site=site)
    assert "stamps       Times that people read" in listed.stdout
    wrong = program("add", "stamps:style=loud", "--yes", cwd=tmp_path / "shop", site=site)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "stamps:style=loud is not possible; choose ago or date." in wrong.stderr
    for words in (["add", "health", "--yes"], ["remove", "pages", "--yes"]):
        refused = program(*words, cwd=tmp_path / "shop", site=tmp_path)
        assert refused.returncode == 2
        assert refused.stdout == ""
        says = "The project has stamps, which is not installed; install flaskwright-stamps"
        assert refused.stderr.startswith(f"flaskwright: {says}: pip install flaskwright-stamps")
        assert refused.stderr.count("\n") == 1


def test_it_is_loaded_once_it_is_asked_for(tmp_path, site):
    look = (
        "import sys; from flaskwright.cli.program import run; run(sys.argv[1:]); "
        "sys.exit('flaskwright_stamps' in sys.modules)"
    )
    for words in (["--version"], ["new", "shop", "--with", "health", "--no-install"], ["explain", "pages"]):
        command = [sys.executable, "-c", look, *words]
        environment = os.environ | {"PYTHONPATH": str(site)}
        assert subprocess.run(command, cwd=tmp_path, env=environment, check=False).returncode == 0


def test_it_works_from_an_editable_installation(tmp_path):
    folder = installed(tmp_path / "site", "--editable")
    script = "import site, sys; site.addsitedir(sys.argv.pop(1)); from flaskwright.cli import main; main()"
    command = [sys.executable, "-c", script, str(folder), "new", "shop", "--with", "stamps", "--no-install"]

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "shop/shop/stamps.py").is_file()
    assert (tmp_path / "shop/tests/test_stamps.py").is_file()


# --- others ------------------------------------------------------------------------------------------------------


def test_a_name_of_ours_is_refused_with_both_names(others, caplog):
    declared(others, "other-cache", code("cache"), cache="other_cache:CAPABILITY")

    with pytest.raises(UsageError, match=r"^flaskwright and other-cache both have a capability 'cache'; "):
        spec.capabilities(["cache"])
    assert generated("limits").has("shop/limiting.py")
    assert "cache" not in [name for _kind, name, _title in explain.titles()]
    assert "flaskwright and other-cache both have" in caplog.text


def test_a_name_of_two_is_refused_with_both_names(others):
    declared(others, "one-kit", code("kit"), kit="one_kit:CAPABILITY")
    declared(others, "two-kit", code("kit"), kit="two_kit:CAPABILITY")

    with pytest.raises(
        UsageError, match="one-kit and two-kit both have a capability 'kit'; uninstall two-kit"
    ):
        spec.capabilities(["kit"])
    assert generated("compression").has("shop/compressing.py")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        (
            "kit",
            "import nothing_of_that_name",
            "which cannot be loaded (ModuleNotFoundError: No module named ",
        ),
        ("kit", "1/0", "which cannot be loaded (ZeroDivisionError: division by zero)"),
        ("kit", "", "which cannot be loaded (AttributeError: "),
        ("kit", "CAPABILITY = 'kit'", "kits says that kits:CAPABILITY is a capability, but it is none"),
        ("kit", code("kid"), "which calls itself 'kid'"),
        ("Kit-1", code("Kit-1"), "'Kit-1', whose name is not of small letters"),
    ],
)
def test_one_that_cannot_be_had_is_in_nobody_s_way(name, text, says, others, caplog):
    declared(others, "kits", text, **{name: "kits:CAPABILITY"})

    assert "capability" in {kind for kind, _name, _title in explain.titles()}
    assert "kits " in caplog.text
    assert says in caplog.text
    with pytest.raises(UsageError) as error:
        spec.capabilities([name])
    assert says in str(error.value)
    assert str(error.value).startswith("kits ")


def test_what_others_need_comes_first_whatever_it_is_called(others):
    declared(
        others,
        "kits",
        code("alpha", needs=("zeta", "health")) + code("zeta").replace("CAPABILITY =", "ZETA ="),
    )
    about = others / "kits-1.0.dist-info/entry_points.txt"
    about.write_text("[flaskwright.capabilities]\nzeta = kits:ZETA\nalpha = kits:CAPABILITY\n")

    assert [*Menu()][-2:] == ["alpha", "zeta"]
    assert order(Menu(), ["alpha"], SKELETON) == ["health", "zeta", "alpha"]
    assert list(facts.read(generated("alpha")).record.distributions) == ["alpha", "zeta"]


def test_a_conflict_holds_from_both_sides(others):
    declared(others, "kits", code("kit", conflicts=("cors",)), kit="kits:CAPABILITY")

    for first, second in (("kit", "cors"), ("cors", "kit")):
        with pytest.raises(UsageError, match="kit and cors do the same work"):
            added(generated(first), second)


@pytest.mark.parametrize("field", ["apply", "joins", "surface"])
def test_a_mistake_in_it_is_its_authors(field, others):
    broken = "def broken(*given):\n    raise KeyError('nothing')\n"
    value = {"apply": "broken", "joins": "{'health': broken}", "surface": "broken"}[field]
    text = code("kit").replace("apply=apply", f"{field}={value}").replace("\nCAP", f"\n{broken}\nCAP")
    declared(others, "kits", text, kit="kits:CAPABILITY")
    wanted = {"app": APP, "config": {}, "kit": {}, "health": {}}

    with pytest.raises(
        CapabilityError, match=r"kit of kits failed \(KeyError: 'nothing'\); tell its authors"
    ):
        run(Menu(), Project(), Wanted(wanted, api.fields.resources(facts.read(WITH_RESOURCE).record)))


WITH_RESOURCE = Project().put("pyproject.toml", '[tool.flaskwright.resources]\nThing = ["name:string(80)"]\n')


def test_a_record_without_a_distribution_is_refused_too():
    project = generated().put("pyproject.toml", generated().text("pyproject.toml") + "kit = {}\n")

    with pytest.raises(
        UsageError, match="has kit, which is not installed; install the package that it came from"
    ):
        run(Menu(), project, Wanted({"health": {}}))


def test_a_mistake_in_recognising_is_its_authors_too(others):
    text = code("kit").replace("apply=apply", "apply=apply, recognise=lambda facts: 1 / 0")
    declared(others, "kits", text, kit="kits:CAPABILITY")

    with pytest.raises(CapabilityError, match=r"kit of kits failed \(ZeroDivisionError: division by zero\)"):
        recognise(Menu(), generated())


def test_it_recognises_what_is_there_already(stamps):
    made = generated().put("shop/times.py", "import humanize\n\nago = humanize.naturaltime\n")

    (part,) = [part for part in recognise(Menu(), made) if part.name == stamps.name]

    assert str(part.at) == "shop/times.py:3"


def test_the_traceback_of_a_mistake_in_it_can_be_seen(others, monkeypatch, capsys):
    text = code("kit").replace('return project.put("kit.txt", "")', 'raise KeyError("nothing")')
    declared(others, "kits", text, kit="kits:CAPABILITY")
    monkeypatch.chdir(others)

    assert program_here(["new", "shop", "--with", "kit", "--no-install"]) == 3
    told = capsys.readouterr().err
    assert told.startswith("flaskwright: kit of kits failed")
    assert told.count("\n") == 1
    assert program_here(["--traceback", "new", "shop", "--with", "kit", "--no-install"]) == 3
    assert 'kits.py", line' in capsys.readouterr().err
    assert not (others / "shop").exists()
