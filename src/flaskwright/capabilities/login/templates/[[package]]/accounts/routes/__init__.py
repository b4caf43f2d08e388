"""The pages of accounts."""

from . import devices, entry, identity, recovery, registration, settings, two_factor
from .blueprint import bp

__all__ = [
    "bp",
    "devices",
    "entry",
    "identity",
    "recovery",
    "registration",
    "settings",
    "two_factor",
]
