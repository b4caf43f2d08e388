"""What an image is made of: the packages by the project's own way of requirements, and the application's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.facts import Packaging

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flaskwright.facts import Facts

OURS = Packaging("uv", ("pyproject.toml",), locked=True)
ALWAYS = ("deploy/healthcheck.py", "gunicorn.conf.py", "migrations")
# What lies beside a module in the root and belongs to it.
DATA = ("static", "templates", "translations")
NOT_SERVED = {"conftest.py", "fabfile.py", "gunicorn.conf.py", "noxfile.py", "setup.py", "tasks.py"}


def packaging(facts: Facts) -> Packaging:
    """Give how packages get in: a project of ours has a lock file of uv."""
    return facts.packaging if facts.record.guest else OURS


def has_database(facts: Facts) -> bool:
    """Say whether the database is of our making: a host's own is reached in its own way."""
    guest, found = facts.record.guest, facts.extension("SQLAlchemy")
    ours = guest is None or (found is not None and found.path.startswith(f"{guest.folder}/"))
    return facts.has("database") and ours


def installed(facts: Facts) -> tuple[str, str]:
    """Give what is copied to install the packages, and the command that does."""
    found = packaging(facts)
    how = "sync" if found.locked else "install"
    commands = {
        "poetry": ("poetry.lock", "uvx poetry install --only main --no-root"),
        "pdm": ("pdm.lock", f"uvx pdm {how} --prod --no-self"),
        "pipenv": ("Pipfile.lock", f"uvx pipenv {how}"),
    }
    if found.tool in commands:
        lock, command = commands[found.tool]
        return f"{found.files[0]} {lock}* ./", command
    first = found.files[-1]
    if first.startswith("setup."):
        copied = ". ."
    elif "/" in first:
        copied = f"{first.partition('/')[0]} {first.partition('/')[0]}"
    else:
        copied = f"{' '.join(_beside(facts, first))} ./"
    return copied, f"uv pip install --requirements {first}"


def _beside(facts: Facts, path: str) -> list[str]:
    """Give a file of requirements with those that it may include."""
    others = {r.at.path for r in facts.requirements if r.kind == "requirements" and "/" not in r.at.path}
    included = others - {*facts.packaging.development} if path.endswith(".txt") else set()
    return sorted({path} | included)


def shipped(facts: Facts) -> list[str]:
    """Give the names in the root that go into the image, sorted."""
    if facts.record.guest is None:
        return sorted({*ALWAYS, f"{facts.package}", "pyproject.toml", "uv.lock", "wsgi.py"})
    needed = {*installed(facts)[0].split()} - {"./"}
    if "." in needed:
        needed = {"README*", "setup.cfg", "setup.py"}
    return sorted({*ALWAYS, *needed, *_served(facts)})


def _served(facts: Facts) -> Iterator[str]:
    """Give the folders and modules of a host that are no tests and no tools."""
    guest = facts.record.guest
    tests = guest.tests.partition("/")[0] if guest else "tests"
    for path in facts.modules.paths:
        top, inside, _rest = path.partition("/")
        tool = (not inside and top in NOT_SERVED) or top in {tests, "deploy", "docs", "examples", "scripts"}
        if not tool and not top.startswith((".", "test_")):
            yield top
    folders = {path.partition("/")[0] for path in facts.project.files if "/" in path}
    yield from folders & {*DATA}
