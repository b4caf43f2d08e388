"""A Flask development specialist as a program: it reads, builds and proves Flask applications.

from flaskwright import Wanted, apply_plan, create

plan = create("shop", Wanted({"login": {}}))
print(plan.diff.text())
apply_plan(plan)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flaskwright.api import Inspection, add, apply_plan, create, inspect, verify
    from flaskwright.capability import Wanted
    from flaskwright.plan import Plan

__all__ = ["Inspection", "Plan", "Wanted", "add", "apply_plan", "create", "inspect", "verify"]


def __getattr__(name: str) -> Any:
    """Load the api when something of it is first asked for: the program itself starts without it."""
    if name not in __all__:
        raise AttributeError(f"module 'flaskwright' has no attribute {name!r}")
    from flaskwright import api  # noqa: PLC0415 (see above)

    return getattr(api, name)
