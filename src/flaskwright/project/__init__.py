"""The immutable tree: read once, changed in memory, written once."""

from flaskwright.project.diff import Diff, diff
from flaskwright.project.history import Write, forget, last_write, remember
from flaskwright.project.installed import Environment, environment, installed
from flaskwright.project.journal import Recovery, recover
from flaskwright.project.read import read, read_more
from flaskwright.project.tree import Edit, ManualStep, Project, Style, check_path, decode
from flaskwright.project.write import commit

__all__ = [
    "Diff",
    "Edit",
    "Environment",
    "ManualStep",
    "Project",
    "Recovery",
    "Style",
    "Write",
    "check_path",
    "commit",
    "decode",
    "diff",
    "environment",
    "forget",
    "installed",
    "last_write",
    "read",
    "read_more",
    "recover",
    "remember",
]
