"""Version 1 of the API: what it consists of."""

from .blueprint import Blueprint
from .versions import Version

PARTS: list[Blueprint] = []

VERSION = Version(1, PARTS)
