"""Run a project's application in its own interpreter, on a copy, under a time limit, and read what it says."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flaskwright.probe.interpreter import find_interpreter

if TYPE_CHECKING:
    from flaskwright.facts import Facts
    from flaskwright.project import Diff

INSIDE = Path(__file__).parent / "inside.py"
DATABASES = Path(__file__).parent / "inside_databases.py"
# One for all runs: what an application makes of it can be compared.
KEY = secrets.token_urlsafe(48)
LEFT_BEHIND = frozenset(
    {
        ".git", ".hg", ".venv", "venv", "env", "node_modules", "__pycache__", ".tox", ".nox", ".mypy_cache",
        ".pytest_cache", ".ruff_cache",
    }
)  # fmt: skip
# Data, not code: no application needs it to say what it is made of.
LARGEST_FILE = 50_000_000
# An application that insists on these starts with values that lead nowhere; what is set outside does not reach it.
SCRATCH = {
    "DATABASE_URL": "sqlite://",
    "SQLALCHEMY_DATABASE_URI": "sqlite://",
    "FLASK_SQLALCHEMY_DATABASE_URI": "sqlite://",
    "FLASK_SKIP_DOTENV": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONWARNINGS": "ignore",
}


@dataclass(frozen=True)
class Live:
    """What a running application said.

    `state` is "ran", "failed" (its code raised an error; `errors` says where) or "could not run" (`reason`). `apps`
    are the applications: routes, blueprints, config (secrets as length and hash), extensions, hooks, tables.
    """

    state: str
    reason: str = ""
    python: str = ""
    interpreter: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    apps: tuple[Mapping[str, Any], ...] = ()
    errors: tuple[Mapping[str, Any], ...] = ()


def probe(root: Path, facts: Facts, *, python: str | None = None, seconds: float = 60) -> Live:
    """Run the project's application once and give what it says of itself.

    It runs in a copy of the project's folder, without network, with scratch values for databases. Raises UsageError
    when `python` is given and not there.
    """
    interpreter = find_interpreter(root, python)
    if interpreter is None:
        reason = "the project has no virtual environment; make one, or name its interpreter with --python"
        return Live("could not run", reason)
    with tempfile.TemporaryDirectory(prefix="flaskwright-probe-") as folder:
        return Copy(root, Path(folder), interpreter).describe(facts, seconds=seconds)


@dataclass(frozen=True)
class Copy:
    """A project's copy in a scratch folder, made anew for every run, and the interpreter that runs it.

    `overlay` is what is written over the copy, `packages` where distributions lie that the interpreter lacks. Two
    copies in the same folder, one after the other, see the same paths. SQLite databases outside of the project are
    copied too, once they are opened.
    """

    root: Path
    folder: Path
    interpreter: Path
    overlay: Diff | None = None
    packages: str = ""

    def describe(self, facts: Facts, *, ask: bool = False, seconds: float = 60) -> Live:
        """Run the application once; with `ask` every address that takes no value is asked too."""
        where = str(self.interpreter)
        found = list(targets(facts))
        if not found:
            return Live("could not run", "no application and no factory was found", interpreter=where)
        try:
            order = {"targets": found, "served": _served(facts), "ask": ask, "roots": roots(facts)}
            answer = self.run(INSIDE, order, seconds)
            return _understood(answer, where)
        except Silent as error:
            return Live("could not run", str(error), interpreter=where)
        except (KeyError, TypeError, IndexError):
            return Live("could not run", self._last_words(), interpreter=where)

    def run(self, script: Path, order: Mapping[str, Any], seconds: float) -> Mapping[str, Any]:
        """Run one of our scripts in a fresh copy and give its answer. Raises Silent when there is none.

        Of the order, `roots` are folders inside the project to import from too.
        """
        tree, log = self._fresh(), self.folder / "log.txt"
        place, answer = self.folder / "order.json", self.folder / "answer.json"
        answer.unlink(missing_ok=True)
        folders = [str(tree), str(tree / "src"), *(str(tree / root) for root in order.get("roots", ()))]
        place.write_text(json.dumps({**order, "folders": folders, "answer": str(answer)}))
        more = {"PYTHONPATH": self.packages} if self.packages else {}
        try:
            ended = _started([str(self.interpreter), str(script), str(place)], tree, log, seconds, more)
        except OSError as error:
            raise Silent(f"{self.interpreter} does not start: {error}") from error
        if not ended:
            raise Silent(f"it was not done after {seconds:g} seconds")
        try:
            said: Mapping[str, Any] = json.loads(answer.read_text())
        except (OSError, ValueError) as error:
            raise Silent(self._last_words()) from error
        return said

    def _last_words(self) -> str:
        lines = (self.folder / "log.txt").read_text(errors="replace").strip().splitlines()
        return (lines or ["it ended without an answer"])[-1]

    def _fresh(self) -> Path:
        tree = self.folder / "project"
        for left in (tree, self.folder / "databases"):
            if left.exists():
                shutil.rmtree(left)
        shutil.copytree(self.root, tree, symlinks=True, ignore=_left_behind, ignore_dangling_symlinks=True)
        if self.overlay is not None:
            _lay(self.overlay, tree)
        return tree


class Silent(Exception):  # noqa: N818 (a run without an answer is a state, not an error)
    """A script that gave no answer, and why."""


def _lay(overlay: Diff, tree: Path) -> None:
    """Write a difference over a copy; a project's paths never lead through a link."""
    for path in overlay.removed:
        (tree / path).unlink(missing_ok=True)
    for path in (*overlay.added, *overlay.changed):
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_bytes(overlay.after.files[path])


def _left_behind(folder: str, names: list[str]) -> set[str]:
    """Give what is not copied: caches, environments, data, and what is neither file nor folder."""
    left = set()
    for name in names:
        path = Path(folder, name)
        about = path.lstat()
        kind = stat.S_IFMT(about.st_mode)
        huge = kind == stat.S_IFREG and about.st_size > LARGEST_FILE
        if name in LEFT_BEHIND or huge or kind not in {stat.S_IFREG, stat.S_IFDIR, stat.S_IFLNK}:
            left.add(name)
    return left


def targets(facts: Facts) -> Iterable[tuple[str, str]]:
    """Give the modules and attributes to try: factories, then applications that no factory makes."""
    named: dict[tuple[str, str], None] = {}
    for factory in facts.factories:
        named[factory.module, factory.name] = None
    for app in facts.apps:
        if app.factory is None:
            named[app.module, app.name] = None
    return named


def roots(facts: Facts) -> list[str]:
    """Give the folders that the names of applications' modules count from."""
    paths = [*(factory.path for factory in facts.factories), *(app.path for app in facts.apps)]
    return list(dict.fromkeys(map(facts.modules.package_root, paths)))


def _started(command: list[str], copy: Path, log: Path, seconds: float, more: Mapping[str, str]) -> bool:
    """Run a command to its end, with all that it starts; says whether it ended in time."""
    with log.open("wb") as output:
        # The user's own interpreter on the user's own code, in a copy: what they asked for.
        process = subprocess.Popen(  # noqa: S603 (see above)
            command, cwd=copy, env=_environment(copy.parent) | dict(more), stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        finally:
            _end(process)
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and whatever it has started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        process.kill()
    process.wait()


def _served(facts: Facts) -> tuple[str, str] | None:
    """Give where servers find the application: there a factory that wants arguments has got them."""
    if facts.target is None:
        return None
    module, _, attribute = facts.target.name.partition(":")
    return module, attribute.removesuffix("()")


def _understood(said: Mapping[str, Any], where: str) -> Live:
    state = "ran" if said["apps"] else "failed"
    reason = "" if said["apps"] else f"{said['errors'][0]['error']}: {said['errors'][0]['message']}"
    return Live(
        state, reason, said["python"], where, said["versions"], tuple(said["apps"]), tuple(said["errors"])
    )


def _environment(scratch: Path) -> dict[str, str]:
    """Give an environment without the user's secrets, with values that lead nowhere."""
    kept = {k: v for k, v in os.environ.items() if k in {"PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TZ"}}
    home = {"HOME": str(scratch), "TMPDIR": str(scratch)}
    keys = {"SECRET_KEY": KEY, "FLASK_SECRET_KEY": KEY, "APP_ENV": "development"}
    return kept | home | keys | SCRATCH
