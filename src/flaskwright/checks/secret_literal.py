"""A key that signs sessions or tokens stands in the code.

Whoever reads the repository, now or in its history, can sign a session of any user (CWE-798). Only the settings that
Flask and its extensions read as keys count, and classes for development and tests do not.

Bad:
    class Config:
        SECRET_KEY = "correct horse battery staple"

Good:
    import os

    class Config:
        SECRET_KEY = os.environ["SECRET_KEY"]

Good:
    class TestingConfig:
        TESTING = True
        SECRET_KEY = "only for tests"
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flaskwright.check import Check, Finding, Severity
from flaskwright.facts.literals import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flaskwright.facts import Facts

KEYS = frozenset(
    {"SECRET_KEY", "JWT_SECRET_KEY", "SECURITY_PASSWORD_SALT", "WTF_CSRF_SECRET_KEY", "JWT_PRIVATE_KEY"}
)
_HARMLESS = re.compile(r"test|dev|local|debug", re.IGNORECASE)


def find(facts: Facts) -> Iterator[Finding]:
    """Find settings of keys whose value is a text."""
    for setting in facts.config.settings:
        if setting.key in KEYS and text_of(setting.value) and not _HARMLESS.search(setting.owner):
            yield Finding(
                setting.at,
                f"{setting.key} is written in the code.",
                "Read it from the environment, and change it: it is in the history.",
            )


CHECK = Check("FW103", "secret-literal", Severity.HIGH, find)
