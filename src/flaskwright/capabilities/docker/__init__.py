"""An image and a compose file: locked packages, no root, a root file system that cannot be written to.

The image is built in two stages from `uv.lock` (`.venv/bin/uv lock` writes it), so it holds exactly the packages that
were tested, with their hashes checked, and no build tool. `.dockerignore` lists what goes in, not what stays out: a
forgotten `.env` cannot slip in. Docker asks `/health/live`. `compose.yaml` runs it with PostgreSQL where the project
has a database: migrations first, then the application, without capabilities and with a read-only root.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flaskwright import bom, edits
from flaskwright.capabilities.docker import image
from flaskwright.capability import Capability, NoOptions
from flaskwright.facts import PYTHON_3_8
from flaskwright.facts.apps import is_side
from flaskwright.project import ManualStep
from flaskwright.recognition import Signs

if TYPE_CHECKING:
    from collections.abc import Callable

    from flaskwright.facts import Facts
    from flaskwright.project import Edit, Project

COMPOSE = "compose.yaml"
LOCK = ".venv/bin/uv lock                # once, and after every change of the dependencies: commit uv.lock\n"
README = f"""
```sh
{LOCK}cp .env.example .env             # and fill it in
docker compose up --build
```

The container serves port 8000 for a proxy of yours that ends TLS. It runs as user 10001 and may write to
`instance/` only. It has 30 seconds to finish what it has begun when it is stopped.
"""
CHOICES = ("cache", "database", "limits", "uploads")


def apply(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Write the image's and the services' descriptions; those that a host has stay as they are."""
    readme = README.replace(LOCK, "") if facts.record.guest else README
    return project.then(
        _files(facts),
        *([] if facts.record.guest else [edits.ensure_requirement("uv", group="dev")]),
        edits.ensure_section("README.md", "### Docker", readme, under="## Inside"),
    )


def _files(facts: Facts, **was: bool) -> Edit:
    """Give the files for what the project has; with `was`, let those that are there follow."""
    context = _context(facts)
    if facts.record.guest is None:
        return edits.add_templates(__name__, was=was or None, **context)
    ships = (file.path for file in facts.deployment if file.kind in {"compose", "docker"})
    there = sorted((path for path in ships if not is_side(path)), key=lambda path: path.count("/"))
    # What a host describes in its own way, our tests know nothing of; under another name, it is asked about too.
    other = next((path for path in there if "compose" in path and path != COMPOSE), None)

    def wanted(path: str) -> bool:
        return not (there and path.startswith("tests/")) and not (other and path == f"{COMPOSE}.jinja")

    def edit(project: Project) -> Project:
        project = edits.add_templates(__name__, only=wanted, was=was or None, **context)(project)
        if other is None or was:
            return project
        code = edits.render(__name__, f"{COMPOSE}.jinja", guest=True, **context)
        return project.ask(ManualStep(other, "Services are described here in a way of your own.", code))

    return edit


def _context(facts: Facts) -> dict[str, Any]:
    package, name = facts.package or "app", facts.target.name if facts.target else "wsgi"
    user = name.partition(":")[0].partition(".")[0] if facts.record.guest else package
    copied, install = image.installed(facts)
    return {
        "package": package,
        "name": user.replace("_", "-"),
        "user": user,
        "uv": bom.package("uv").version,
        "packaging": image.packaging(facts),
        "runs_on": facts.pythons[-1],
        "copied": copied,
        "install": install,
        "target": name.removesuffix("()") if facts.record.guest else "wsgi",
        "root": facts.target.folder if facts.target else "",
        "shipped": image.shipped(facts),
        **{choice: facts.has(choice) for choice in CHOICES},
        "database": image.has_database(facts),
    }


def _join(choice: str) -> Callable[[Project, Facts, NoOptions], Project]:
    return lambda project, facts, _options: project.then(_files(facts, **{choice: False}))


def join_database(project: Project, facts: Facts, options: NoOptions) -> Project:
    """Run PostgreSQL beside the application, and its migrations before; a host's own database is its affair."""
    if not image.has_database(facts):
        return project
    password = edits.ensure_env(
        ".env.example", "POSTGRES_PASSWORD", "", "The database's password, for docker compose"
    )
    return _join("database")(project, facts, options).then(password)


CAPABILITY = Capability(
    "docker",
    "Image and compose file",
    NoOptions,
    apply,
    ground=PYTHON_3_8,
    needs=("gunicorn", "health"),
    joins={**{choice: _join(choice) for choice in CHOICES}, "database": join_database},
    recognise=Signs(files=("docker", "compose")),
)
