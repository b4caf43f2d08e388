"""The servers are there for every test that asks for one."""

pytest_plugins = ["services"]
