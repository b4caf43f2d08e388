"""Times that people read: `{{ moment|stamp }}` gives "3 hours ago", with the exact moment beside it.

`stamps:style=date` gives the day instead: "Jul 04 2026". With `pages`, the footer says since when the site is running.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from flaskwright import edits
from flaskwright.capability import Capability
from flaskwright.recognition import Signs

if TYPE_CHECKING:
    from flaskwright.facts import Facts
    from flaskwright.project import Project

README = "`{{ moment|stamp }}` in a template writes a `<time>` element; `stamps.py` says how times are told."
FOOTER = "<p>Running since {{ started|stamp }}</p>"


@dataclass(frozen=True)
class Options:
    """`style`: tell how long ago it was, or the date."""

    style: Literal["ago", "date"] = "ago"


def apply(project: Project, facts: Facts, options: Options) -> Project:
    """Write the filter and its tests, and attach it in the factory."""
    factory = facts.factory
    if factory is None:
        return project
    return project.then(
        edits.add_templates(__name__, package=factory.package, style=options.style),
        edits.ensure_requirement("humanize>=4.9,<5"),
        edits.ensure_requirement("markupsafe"),
        edits.ensure_init(factory, "stamps"),
        edits.ensure_section("README.md", "### Stamps", README, under="## Inside"),
    )


def join_pages(project: Project, facts: Facts, _options: Options) -> Project:
    """Say in the footer since when the site is running."""
    footer = f"{facts.folder}/templates/layout/footer.html"
    return project.then(
        edits.add_templates(__name__, folder="started"),
        edits.ensure_text(footer, FOOTER, after="<p>{{ config.SITE_NAME }}</p>"),
    )


CAPABILITY = Capability(
    "stamps",
    "Times that people read",
    Options,
    apply,
    needs=("app", "config"),
    joins={"pages": join_pages},
    recognise=Signs(names=("humanize.naturaltime",), requirements=("arrow", "flask-moment", "humanize")),
)
