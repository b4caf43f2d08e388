"""The workflow runs what is here, and nothing that others can change."""

import re
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).parent.parent
WORKFLOW = (ROOT / ".github/workflows/ci.yml").read_text()


def test_every_action_is_pinned_to_a_commit() -> None:
    used = re.findall(r"uses: (\S+)", WORKFLOW)

    assert used
    for action in used:
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action), action


def test_every_tool_is_a_dependency() -> None:
    tools = set(re.findall(r"uv run --no-sync ([\w-]+)", WORKFLOW))

    assert {"mypy", "pip-audit", "pytest", "ruff"} <= tools
    for tool in tools:
        assert distribution(tool)


def test_it_may_only_read() -> None:
    assert "permissions:\n  contents: read\n" in WORKFLOW
    assert "pull_request_target" not in WORKFLOW
    assert "write" not in re.findall(r"^ *\w+: (\w+)$", WORKFLOW, re.MULTILINE)
