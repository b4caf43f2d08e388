"""CORS with Flask-CORS: which pages of other origins may read the API, by a list in the settings.

`CORS_ORIGINS` names them in full; there is no wildcard and no pattern, and the application refuses to start with one.
Nobody else gets a header, so their browsers keep the answer from them. Every answer says `Vary: Origin`, so that no
cache gives one origin's answer to another. `CORS_SUPPORTS_CREDENTIALS` lets browsers send cookies along; it is off.

`cors:path=/public/` shares addresses that begin differently from `/api/`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flaskwright import edits
from flaskwright.capability import Capability
from flaskwright.facts import OLDEST
from flaskwright.project import ManualStep
from flaskwright.recognition import Signs

if TYPE_CHECKING:
    from flaskwright.facts import Facts, Place
    from flaskwright.project import Project

README = """
Name the sites whose pages may use this one: `FLASK_CORS_ORIGINS='["https://app.example.com"]'`. `SHARED` in `cors.py`
says which addresses they may use, `REQUEST_HEADERS` and `RESPONSE_HEADERS` what they may send and read. Cookies stay at
home unless `FLASK_CORS_SUPPORTS_CREDENTIALS=true`: then pages of these sites act with the rights of whoever visits
them, so list only your own.
"""
API = "/api/"
REASON = "The application decides at {at} which origins are let in; name them there, and no others."
CODE = """\
CORS(app, origins=["https://app.example.com"], resources={r"/api/.*": {}}, always_send=False)
"""


@dataclass(frozen=True)
class Options:
    """`path`: how the addresses begin that other origins may use."""

    path: str = API


def apply(project: Project, facts: Facts, options: Options) -> Project:
    """Write the module and its tests, and call it from the factory; what a host has for this stays."""
    factory = facts.factory
    if factory is None:
        return project
    if theirs := _of_host(facts):
        return project.ask(ManualStep(theirs.path, REASON.format(at=theirs), CODE))
    return project.then(
        edits.add_templates(__name__, package=factory.package, shared=json.dumps([options.path])),
        edits.ensure_requirement("flask-cors"),
        edits.ensure_init(factory, "cors"),
        edits.ensure_settings(
            factory.folder,
            "CORS_MAX_AGE: int = 600",
            "CORS_ORIGINS: list[str] | None = None",
            "CORS_SUPPORTS_CREDENTIALS: bool = False",
        ),
        edits.ensure_env(
            ".env.example",
            "FLASK_CORS_ORIGINS",
            '["https://app.example.com"]',
            "Other sites whose pages may use this one",
        ),
        edits.ensure_section("README.md", "### Other origins", README, under="## Inside"),
    )


def _of_host(facts: Facts) -> Place | None:
    """Give where a host decides itself which origins are let in, if it does."""
    guest = facts.record.guest
    if guest is None:
        return None
    found = [extension.at for extension in facts.extensions if extension.class_name == "CORS"]
    found += [setting.at for setting in facts.config.settings if setting.key == "CORS_ORIGINS"]
    return next((at for at in found if not at.path.startswith(f"{guest.folder}/")), None)


def join_api(project: Project, facts: Facts, _options: Options) -> Project:
    """Share the API, whatever else is shared."""
    path = f"{facts.folder}/cors.py"
    if not project.has(path):
        return project
    return project.then(edits.ensure_list_item(path, "SHARED", json.dumps(API)))


CAPABILITY = Capability(
    "cors",
    "Which other origins may read the API",
    Options,
    apply,
    ground=OLDEST,
    needs=("app", "config"),
    joins={"api": join_api},
    recognise=Signs(
        extensions=("flask_cors.CORS",),
        names=("flask_cors.cross_origin",),
        said=("Access-Control-Allow-Origin",),
        requirements=("flask-cors",),
    ),
)
