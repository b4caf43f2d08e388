"""The fixtures of every test; each part of the application has its own module."""

pytest_plugins = ["tests.fixtures.app"]
