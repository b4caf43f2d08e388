"""What the tests of the edit verbs share."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from ruff import find_ruff_bin

from flaskwright.project import Project

OWN = frozenset({"shop", "tests"})


def project(files=()):
    """Make a project of paths and texts, with the packages shop and tests."""
    made = Project().put("shop/__init__.py", "").put("tests/__init__.py", "")
    for path, text in dict(files).items():
        made = made.put(path, text)
    return made


def module(text, path="shop/mod.py"):
    return project().put(path, text)


def edited(text, *edits, path="shop/mod.py"):
    """Apply edits to a file's text, twice; give the text. No manual step may be asked for."""
    once = module(text, path).then(*edits)
    assert once.steps == ()
    twice = once.then(*edits)
    assert twice.text(path) == once.text(path), "not idempotent"
    assert twice.steps == ()
    return once.text(path)


def asked(text, *edits, path="shop/mod.py"):
    """Apply edits that must change nothing and ask; give the reason."""
    before = module(text, path)
    after = before.then(*edits)
    assert after.files == before.files
    assert len(after.steps) == 1
    assert after.steps[0].code
    return after.steps[0].reason


def ruff(*arguments, texts):
    """Run ruff over texts and give what it prints; "" when it has nothing to say."""
    with tempfile.TemporaryDirectory() as folder:
        for name in OWN:
            (Path(folder) / name).mkdir()
        (Path(folder) / "shop" / "models.py").touch()
        for i, text in enumerate(texts):
            (Path(folder) / "shop" / f"m{i}.py").write_text(text)
        done = subprocess.run(
            [find_ruff_bin(), *arguments, "--isolated", "--no-cache", "--target-version", "py311", "."],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout + done.stderr if done.returncode else ""


def assert_tidy(*texts):
    """Assert that ruff would sort and format nothing."""
    found = ruff("check", "--select", "I", "--diff", texts=texts) + ruff("format", "--diff", texts=texts)
    assert not found, found + "\n=====\n".join(texts)
