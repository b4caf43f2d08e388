"""The steps of a delivery check, in order. Each is a function that gives evidence, or says why not."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flaskwright.delivery import headers, inside, server
from flaskwright.delivery.report import Evidence, State
from flaskwright.delivery.scratch import interpreter

if TYPE_CHECKING:
    from flaskwright.delivery.scratch import Answer, Scratch
    from flaskwright.delivery.server import Server
    from flaskwright.facts import Facts

GATEWAY = Path(inside.__file__).parent
DETAILS = 30


class Ended(Exception):  # noqa: N818 (it says how a step ended, which need not be an error)
    """A step that did not pass: how it ended, and the evidence."""

    def __init__(self, state: State, evidence: Evidence) -> None:
        super().__init__(evidence.said)
        self.state, self.evidence = state, evidence


@dataclass
class Run:
    """What the steps of one check share: the project, its copy, and what earlier steps found out."""

    root: Path
    facts: Facts
    scratch: Scratch
    python: str | None = None
    executable: Path | None = None
    application: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    server: Server | None = None

    @property
    def target(self) -> str | None:
        """Where the application is: "wsgi:app", else its factory or its variable."""
        return self.facts.target.name if self.facts.target else None

    def module(self, *arguments: str, production: bool = True, seconds: float = 120) -> Answer:
        """Run a module of the project's environment: `flask db upgrade`."""
        more = {"FLASK_APP": self.target or ""}
        command = (str(self.executable), "-m", *arguments)
        return self.scratch.run(*command, production=production, seconds=seconds, more=more)


Check = Callable[[Run], Evidence]


def find_interpreter(run: Run) -> Evidence:
    """Find the project's Python, and see that it has Flask."""
    run.executable = interpreter(run.root, run.python)
    if run.executable is None:
        where = f"{run.python} is not there" if run.python else "the project has no .venv"
        raise Ended(State.COULD_NOT_RUN, Evidence("python --version", f"{where}; install it first"))
    code = "import sys, importlib.metadata as m; print(sys.version.split()[0], m.version('flask'))"
    answer = run.scratch.run(str(run.executable), "-c", code, production=False, seconds=30)
    if answer.code != 0:
        raise failed(answer, f"its Python has no Flask: {answer.last}")
    python, flask = answer.last.split()
    return Evidence("python --version", f"Python {python}, Flask {flask}")


def boot(run: Run) -> Evidence:
    """Import the application with production's settings, and list its addresses."""
    if run.target is None:
        raise Ended(State.COULD_NOT_RUN, Evidence("import", "no application was found in the source"))
    written = run.scratch.folder / "application.json"
    answer = run.scratch.run(
        str(run.executable),
        str(GATEWAY / "flaskwright_gateway.py"),
        str(written),
        more={"FLASKWRIGHT_TARGET": run.target},
    )
    if answer.code != 0:
        raise failed(answer, f"{run.target} does not start: {answer.last}")
    run.application = json.loads(written.read_text(encoding="utf-8"))
    ran = f"APP_ENV=production, {run.target}"
    if run.application["debug"] or run.application["testing"]:
        raise Ended(State.FAILED, Evidence(ran, "production runs in debug or testing mode"))
    found = f"{run.application['routes']} routes, {len(run.application['addresses'])} to open without a value"
    return Evidence(ran, found, answer.lines[-DETAILS:])


def migrate(run: Run) -> Evidence:
    """Make the database from nothing by its migrations."""
    needs_migrations(run)
    answer = run.module("flask", "db", "upgrade")
    if answer.code != 0:
        raise failed(answer, f"the migrations fail: {answer.last}")
    count = len(run.facts.migrations.revisions) if run.facts.migrations else 0
    return Evidence(
        answer.command, f"{count} migrations on an empty SQLite database", answer.lines[-DETAILS:]
    )


def compare_models(run: Run) -> Evidence:
    """See that the migrations make exactly what the models describe."""
    needs_migrations(run)
    answer = run.module("flask", "db", "check")
    if answer.code != 0:
        raise failed(answer, f"models and migrations differ: {answer.last}")
    return Evidence(answer.command, "models and migrations agree", answer.lines[-DETAILS:])


def needs_migrations(run: Run) -> None:
    """End the step when the project has none."""
    if run.facts.migrations is None:
        raise Ended(State.NOT_NEEDED, Evidence("flask db", "the project has no migrations"))


def run_tests(run: Run) -> Evidence:
    """Run the project's own tests."""
    answer = run.module(
        "pytest", "-q", "-p", "no:cacheprovider", "--color=no", production=False, seconds=1800
    )
    nothing_collected = 5
    if answer.code == nothing_collected:
        raise Ended(State.COULD_NOT_RUN, Evidence(answer.command, "the project has no tests"))
    if answer.code != 0 and "No module named pytest" in answer.last:
        raise Ended(State.COULD_NOT_RUN, Evidence(answer.command, "pytest is not installed"))
    if answer.code != 0:
        raise failed(answer, answer.last)
    return Evidence(answer.command, answer.last)


def serve(run: Run) -> Evidence:
    """Start gunicorn with the project's settings and production's environment."""
    answer = run.module("gunicorn", "--version", seconds=30)
    if answer.code != 0:
        said = "gunicorn is not installed: flaskwright add gunicorn"
        raise Ended(State.COULD_NOT_RUN, Evidence(answer.command, said))
    run.files = run.scratch.files()
    if run.executable is None or run.target is None:
        raise AssertionError
    run.server = server.start(run.scratch, run.executable, run.target, GATEWAY)
    if not run.server.wait():
        lines = run.server.lines()
        said = next((line for line in reversed(lines) if "Error" in line), "it does not answer")
        raise Ended(State.FAILED, Evidence(run.server.command, said, lines[-DETAILS:]))
    return Evidence(run.server.command, f"answers after {run.server.seconds:.1f} s")


def open_pages(run: Run) -> Evidence:
    """Open every address that needs no value."""
    addresses = run.application["addresses"]
    answers = {path: running(run).ask(path) for path in addresses}
    details = tuple(f"{a.status or a.problem} {path}" for path, a in answers.items())
    broken = [path for path, a in answers.items() if not 0 < a.status < server.BROKEN]
    ran = f"GET {len(addresses)} addresses"
    if broken:
        log = tuple(line for line in running(run).lines() if "Traceback" in line or "Error" in line)
        said = f"{len(broken)} broken: {', '.join(broken[:5])}"
        raise Ended(State.FAILED, Evidence(ran, said, details + log[-5:]))
    return Evidence(ran, "every one below 500", details)


def ask_health(run: Run) -> Evidence:
    """Ask whether it lives and is ready, as a load balancer would: from inside and by plain HTTP."""
    wanted = [path for path in ("/health/live", "/health/ready") if path in run.application["addresses"]]
    if not wanted:
        raise Ended(State.NOT_NEEDED, Evidence("GET /health/…", "the project has no health addresses"))
    answers = {path: running(run).ask(path, proxied=False).status for path in wanted}
    said = ", ".join(f"{path} {status}" for path, status in answers.items())
    ok = 200
    if set(answers.values()) != {ok}:
        raise Ended(State.FAILED, Evidence("GET " + " ".join(wanted), said))
    return Evidence("GET " + " ".join(wanted), said)


def look_at_headers(run: Run) -> Evidence:
    """Look at the headers that protect a browser's user."""
    addresses = run.application["addresses"]
    answers = {path: running(run).ask(path) for path in addresses or ["/"]}
    plain = running(run).ask("/", proxied=False) if run.application["https"] else None
    problems = headers.problems(answers, plain, strict=run.facts.has("headers"))
    ran = f"headers of {len(answers)} answers"
    if problems:
        raise Ended(State.FAILED, Evidence(ran, problems[0], tuple(problems)))
    return Evidence(ran, "all there, cookies are guarded")


def stop(run: Run) -> Evidence:
    """Stop the server with requests under way: they finish, and it leaves with 0."""
    code, answers = running(run).stop_in_flight()
    finished = sum(answer.status == server.OK for answer in answers)
    said = f"{finished} of {len(answers)} requests under way were answered, exit code {code}"
    ran = f"SIGTERM with {len(answers)} requests under way"
    if finished != len(answers) or code != 0:
        problems = tuple(answer.problem for answer in answers if answer.problem)
        raise Ended(State.FAILED, Evidence(ran, said, problems + running(run).lines()[-DETAILS:]))
    return Evidence(ran, said)


def look_at_tree(run: Run) -> Evidence:
    """See that serving has written nothing into the project, so that its disk may be read-only."""
    if run.server is None:
        raise Ended(State.COULD_NOT_RUN, Evidence("compare files", "nothing was served"))
    now = run.scratch.files()
    changed = sorted(path for path in run.files.keys() | now.keys() if run.files.get(path) != now.get(path))
    ran = f"compare {len(now)} files before and after serving"
    if changed:
        raise Ended(State.FAILED, Evidence(ran, f"{len(changed)} changed: {changed[0]}", tuple(changed)))
    return Evidence(ran, "nothing was written")


def running(run: Run) -> Server:
    """Give the server that an earlier step has started."""
    if run.server is None:
        raise Ended(State.COULD_NOT_RUN, Evidence("gunicorn", "no server runs"))
    return run.server


def failed(answer: Answer, said: str) -> Ended:
    """Say that a command failed or took too long, with the end of its output."""
    if answer.code is None:
        said = f"it took more than {answer.seconds:.0f} s"
    return Ended(State.FAILED, Evidence(answer.command, said, answer.lines[-DETAILS:]))


@dataclass(frozen=True)
class Item:
    """A line of the checklist: name, what it proves, its function, and the steps that must have passed before."""

    name: str
    title: str
    check: Check
    needs: tuple[str, ...] = ()


CHECKLIST = (
    Item("interpreter", "The project's Python has Flask", find_interpreter),
    Item("boot", "It imports and starts with production's settings", boot, ("interpreter",)),
    Item("migrate", "Migrations make the database from nothing", migrate, ("boot",)),
    Item("models", "Models and migrations agree", compare_models, ("migrate",)),
    Item("tests", "Its own tests pass", run_tests, ("interpreter",)),
    Item("serve", "gunicorn serves it", serve, ("boot", "migrate")),
    Item("pages", "Every address answers", open_pages, ("serve",)),
    Item("health", "It says that it lives and is ready", ask_health, ("serve",)),
    Item("headers", "Headers and cookies protect the visitor", look_at_headers, ("serve",)),
    Item("stop", "Stopping loses no request", stop, ("serve",)),
    Item("tree", "Serving writes nothing into the project", look_at_tree, ("serve",)),
)
