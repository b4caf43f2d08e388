"""Forms: protection against forged requests, fields with their errors, lists that grow, and forms in steps.

Flask-WTF with macros that name every field and say what is wrong with it, also to a screen reader. Tokens renew
themselves when they have expired, for htmx and for `fetch`. Answers of a form in steps are kept on the server until
it is complete. Redirects never leave the site. `contact/` shows all of it; delete it when you need no such form.

Every resource gets pages: a list with search, order and pages, a page of one row, forms, and a button that deletes.
What goes away with something else is shown on its page. With `login`, changes need a signed-in user, and what has an
owner its owner; with `roles`, what belongs to nobody needs the permission to write it. Without accounts, everybody who
reaches the pages may change everything, as in the API: do not serve them to the world like that.

Where Flaskwright is a guest there is no `contact/`, and only the parts ask for tokens, unless the host protects itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flaskwright import edits
from flaskwright.capabilities.forms.surface import surface
from flaskwright.capability import Capability, NoOptions
from flaskwright.facts import TODAY
from flaskwright.recognition import Signs, forms_written

if TYPE_CHECKING:
    from flaskwright.facts import Factory, Facts
    from flaskwright.project import Edit, Project

STYLE = """<link rel="stylesheet" href="{{ asset('css/forms.css') }}">"""
SCRIPT = (
    """<script src="{{{{ asset('forms.js') }}}}" data-csrf-url="{{{{ url_for('{}') }}}}" defer></script>"""
)

# Tests of our protection, and what shows the rest in a site of our own.
CHECKED = ("tests/test_csrf.py",)
SITE = ("[[package]]/contact/", "[[package]]/static/feedback.js", "tests/contact/")


def apply(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Write the forms, and check every request that could be forged."""
    factory, guest = facts.factory, facts.record.guest
    if factory is None:
        return project
    base = f"{factory.folder}/templates/base.html"
    endpoint = f"{guest.name}_csrf.token" if guest else "csrf_token"
    readme = edits.render(__name__, "section.md.jinja", folder="readme", guest=guest)
    return project.then(
        *_templates(facts, endpoint),
        *(edits.ensure_requirement(name) for name in ("email-validator", "flask-wtf", "wtforms")),
        edits.ensure_requirement("itsdangerous", group="dev"),
        edits.ensure_untyped("flask_wtf.*", "wtforms.*"),
        edits.ensure_extension(
            f"{factory.folder}/extensions.py",
            "from flask_wtf import CSRFProtect",
            name="csrf",
            value="CSRFProtect()",
            init="csrf.init_app(app)",
            testing='{"WTF_CSRF_ENABLED": False}',
        ),
        edits.ensure_init(factory, "csrf"),
        edits.ensure_settings(
            factory.folder, 'DRAFTS_FOLDER: str = "drafts"', Testing=("WTF_CSRF_ENABLED = False",)
        ),
        edits.ensure_text(base, STYLE, after="{# styles #}"),
        edits.ensure_text(base, SCRIPT.format(endpoint), after="{# scripts #}"),
        *([] if guest else _contact(factory)),
        edits.ensure_fixtures("forms"),
        edits.ensure_section("README.md", "### Forms", readme, under="## Inside"),
    )


def _templates(facts: Facts, endpoint: str) -> list[Edit]:
    """Write the files; tokens are ours to check unless a host protects itself, and a guest's own pages only."""
    guest, adopted = facts.record.guest, facts.host_extension("CSRFProtect") is not None
    path = f"/{guest.name}/csrf-token" if guest else "/csrf-token"
    context: dict[str, Any] = {"package": facts.package, "adopted": adopted}
    context |= {"endpoint": endpoint, "path": path}
    left_out = (SITE if guest else ()) + (CHECKED if adopted else ())
    setting = "WTF_CSRF_CHECK_DEFAULT: bool = False"
    return [
        edits.add_templates(__name__, only=lambda name: not name.startswith(left_out), **context),
        *([edits.add_templates(__name__, folder="guest", **context)] if guest and not adopted else []),
        *([] if adopted else [edits.ensure_settings(facts.folder or "", setting)]),
    ]


def _contact(factory: Factory) -> list[Edit]:
    """Show all of it in a form that a site has anyway."""
    navigation = f"{factory.folder}/pages/navigation.py"
    return [
        edits.ensure_blueprint(factory, "contact"),
        edits.ensure_settings(factory.folder, 'MESSAGES_FOLDER: str = "messages"'),
        edits.ensure_list_item(navigation, "FOOTER", 'Link("Contact", "contact.write")'),
    ]


CAPABILITY = Capability(
    "forms",
    "Forms, wizards, safe redirects",
    apply=apply,
    needs=("pages",),
    uses=("errors",),
    ground=replace(TODAY, python=(3, 10), wtforms=(3, 0)),
    surface=surface,
    adopts=lambda _facts: True,
    recognise=Signs(("flask_wtf.CSRFProtect",), requirements=("flask-wtf", "wtforms"), also=forms_written),
)
