"""Uploaded files: checked by content, kept under random keys outside of what is served, private, shown by signed links.

A file must be what its name says, from its first byte to its last: one that is also something else (a polyglot) is
refused, markup and scripts have no kind. Pictures are drawn anew, so nothing hidden in them survives, nor the place
where they were taken. A link works for whom it was made, and files are sent as something to save, in a sandbox. A file
goes when its row goes or gets another; `flask uploads prune` finds what was left over.

Fields of a resource: `file` and `image`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flaskwright import edits
from flaskwright.capability import Capability, NoOptions
from flaskwright.recognition import Signs

if TYPE_CHECKING:
    from flaskwright.facts import Facts
    from flaskwright.project import Project

README = """
A column holds the key of a file in `instance/{place}` (`uploads/columns.py` shows how it is declared); the form fields
`UploadField` and `PictureField` fill it. In a template `upload_link(key)` gives an address that works only for whoever
asked for the page: show it to those who may see the file.

| what | where |
| --- | --- |
| kinds of files that are possible | `UPLOAD_KINDS`, among those in `uploads/kinds.py` |
| how large a file may be | `UPLOAD_MAX_BYTES`, less than `MAX_CONTENT_LENGTH` |
| delete files that no row refers to: run it every day | `.venv/bin/flask uploads prune` |
"""
SETTINGS = (
    'UPLOAD_KINDS: tuple[str, ...] = ("csv", "jpg", "pdf", "png", "txt", "webp", "zip")',
    "UPLOAD_MAX_BYTES: int = 10 * 1024 * 1024",
    "UPLOAD_MAX_PIXELS: int = 40_000_000",
)


def apply(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Write the storage, what checks files, and what serves them."""
    factory = facts.factory
    if factory is None:
        return project
    context = _context(facts)
    return project.then(
        edits.add_templates(__name__, **context, login=facts.has("login")),
        *(edits.ensure_requirement(name) for name in ("flask-wtf", "itsdangerous", "pillow", "wtforms")),
        edits.ensure_init(factory, "uploads"),
        edits.ensure_settings(factory.folder, f'{context["setting"]}: str = "{context["place"]}"', *SETTINGS),
        edits.ensure_fixtures("uploads"),
        edits.ensure_env(
            ".env.example",
            f"FLASK_{context['setting']}",
            context["place"],
            "Where files are kept: in instance/, or anywhere",
        ),
        edits.ensure_section("README.md", "### Uploads", README.format(**context), under="## Inside"),
    )


def _context(facts: Facts) -> dict[str, Any]:
    """Give the package, and the names of what an application may have files in, too: a guest has its own."""
    guest = facts.record.guest
    return {
        "package": facts.package,
        "setting": f"{guest.name.upper()}_UPLOAD_FOLDER" if guest else "UPLOAD_FOLDER",
        "place": f"{guest.name}-uploads" if guest else "uploads",
        "blueprint": f"{guest.name}_uploads" if guest else "uploads",
    }


def join_login(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Make links for one user each."""
    factory = facts.factory
    if factory is None:
        return project
    return project.then(
        edits.add_templates(__name__, was={"login": False}, **_context(facts), login=True),
        edits.add_templates(__name__, folder="login", package=factory.package, people=facts.people),
    )


CAPABILITY = Capability(
    "uploads",
    "Files that people send",
    NoOptions,
    apply,
    needs=("database", "forms"),
    uses=("errors",),
    joins={"login": join_login},
    recognise=Signs(
        extensions=("flask_uploads.UploadSet",),
        names=("flask_uploads.configure_uploads", "flask_reuploaded.configure_uploads"),
        hints=("flask.request.files",),
        requirements=("flask-reuploaded", "flask-uploads"),
    ),
)
