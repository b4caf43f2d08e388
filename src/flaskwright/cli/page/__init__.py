"""One self-contained page that draws a project: routes, blueprints, models, templates, extensions."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from flaskwright.errors import ProjectError

if TYPE_CHECKING:
    from flaskwright.api import Inspection

_PARTS = {
    "/* style */": "page.css",
    "/* layout */": "dagre.min.js",
    "/* drawing */": "drawing.js",
    "/* page */": "page.js",
}


def render(inspection: Inspection) -> str:
    """Give the page: styles, scripts and facts in one file that loads nothing."""
    folder = files(__name__)
    page = (folder / "page.html").read_text(encoding="utf-8")
    for mark, name in _PARTS.items():
        page = page.replace(
            mark, (folder / name).read_text(encoding="utf-8").split("//# sourceMappingURL")[0]
        )
    named = {**inspection.document, "name": inspection.root.name}
    # "<" would let a text in the facts end the script.
    return page.replace("/* facts */", json.dumps(named).replace("<", "\\u003c"))


def write_page(inspection: Inspection, path: Path) -> None:
    """Write the page. Raises ProjectError when the place cannot be written to."""
    try:
        path.write_text(render(inspection), encoding="utf-8")
    except OSError as error:
        raise ProjectError(f"{path} cannot be written: {error.strerror}.") from error
