"""Pages: a layout, navigation, styles, and the tools that every further page is made of.

A base template with blocks and macros, flashed messages, filters and tests, an own classless style (Pico, vendored)
with the site's colors in one file, light and dark, htmx, error pages, a front page, `robots.txt` and an icon. Static
files have their content's hash in their names, so browsers keep them for a year. Templates are kept compiled in
production. Nothing is loaded from elsewhere, nothing is inline: the content security policy needs no exception.

In a project that Flaskwright did not make, what is added later has its pages in the application's own layout, with
these tools and styles inside of them: nothing else changes its looks.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flaskwright import edits
from flaskwright.capability import Capability, NoOptions
from flaskwright.facts import Place
from flaskwright.facts.layouts import read_layout
from flaskwright.recognition import Certainty, Sign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flaskwright.facts import Factory, Facts, Guest
    from flaskwright.project import Edit, Project

README = """
| what | where |
| --- | --- |
| layout | `templates/base.html`, its parts in `templates/layout/` |
| links in the header and in the footer | `pages/navigation.py` |
| macros: page heads, empty lists, badges, buttons that ask first, pages of a list | `templates/macros/` |
| filters and tests | `templating.py`, `formatting.py` |
| colors, type, space | `static/css/tokens.css` |

`asset("app.js")` in a template (and `url_for("static", filename="app.js")` anywhere) gives a name with the
content's hash, which browsers keep for a year.
Scripts and styles are files: the content security policy refuses `style="…"` and `onclick="…"`.
"""


GUEST_README = """
| what | where |
| --- | --- |
| layout: the application's own, with what the parts need around | `templates/{name}/base.html` |
| links above the pages of the parts | `pages/navigation.py` |
| macros: page heads, empty lists, badges, buttons that ask first, pages of a list | `templates/{name}/macros/` |
| filters and tests | `templating.py`, `formatting.py` |
| colors, type, space | `static/css/tokens.css` |

`asset("app.js")` in a template gives a name with the content's hash, which browsers keep for a year. The styles are
in a scope of their own (`.{name}`): they reach nothing outside of the parts.
"""
# What only a site of our own has.
SITE = (
    "[[package]]/pages/routes.py",
    "[[package]]/pages/templates/",
    "[[package]]/static/css/layout.css",
    "[[package]]/static/favicon.svg",
    "[[package]]/templates/layout/footer.html",
    "tests/pages/test_pages.py",
)


def apply(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Write the pages, and put their layout in the place of the skeleton's."""
    factory = facts.factory
    if factory is None:
        return project
    app = facts.record.capabilities.get("app", {})
    title = str(app.get("title", "App"))
    context: dict[str, Any] = {
        "package": factory.package,
        "title": title,
        "description": str(app.get("description", "A Flask application.")),
    }
    guest = facts.record.guest
    return project.then(
        *(_visit(guest, context) if guest else _build(factory, context)),
        edits.ensure_requirement("jinja2"),
        edits.ensure_init(factory, "assets"),
        edits.ensure_init(factory, "templating"),
    )


def _build(factory: Factory, context: dict[str, Any]) -> list[Edit]:
    """Make the site: its layout, its first pages."""
    site_name = f"SITE_NAME: str = {json.dumps(context['title'], ensure_ascii=False)}"
    return [
        edits.take_over(__name__, "flaskwright.capabilities.app", folder="over", **context),
        edits.add_templates(__name__, **context, endpoint="static", path="/static"),
        edits.ensure_settings(factory.folder, site_name),
        edits.ensure_blueprint(factory, "pages"),
        edits.ensure_section("README.md", "### Pages", README, under="## Inside"),
    ]


def _visit(guest: Guest, context: dict[str, Any]) -> list[Edit]:
    """Bring the tools for pages into the layout that is there."""
    place: dict[str, Any] = {"endpoint": f"{guest.name}_assets.file", "path": f"/{guest.name}/assets"}
    return [
        edits.take_layout(__name__, **context),
        edits.add_templates(__name__, folder="guest", only=lambda path: path.endswith(".css")),
        edits.add_templates(__name__, only=lambda path: not path.startswith(SITE), **context, **place),
        edits.ensure_section(
            "README.md", "### Pages", GUEST_README.format(name=guest.name), under="## Inside"
        ),
    ]


def layout_of_host(facts: Facts) -> Iterator[Sign]:
    """Give the layout that an application's pages extend."""
    base = facts.templates.base
    if base is not None and read_layout(facts.templates, facts.project.files) is not None:
        yield Sign(Place(base.path, 1), f"the layout {base.name}", Certainty.LIKELY)


CAPABILITY = Capability(
    "pages",
    "Layout, styles and pages",
    apply=apply,
    needs=("headers",),
    recognise=layout_of_host,
    adopts=lambda _facts: True,
)
