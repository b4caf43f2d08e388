"""The server's settings name the application."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_they_name_a_module_that_is_there() -> None:
    settings = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    folder = ROOT / settings.get("pythonpath", "")
    module = settings["wsgi_app"].partition(":")[0].replace(".", "/")

    assert (folder / f"{module}.py").exists() or (folder / module / "__init__.py").exists()
