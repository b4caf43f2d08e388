"""The fixtures of these tests; each part of the application has its own module."""

from importlib import import_module

import pytest

FIXTURES = ["app"]

for name in FIXTURES:
    module = import_module(f".fixtures.{name}", __package__)
    globals().update(
        {key: value for key, value in vars(module).items() if key[:1] != "_"}
    )


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """Let every request have a context of its own: pytest-flask, where it is, pushes one around each test."""
