"""Which views are of the parts, and which were here before."""

from flask import current_app


def is_ours(endpoint: str | None) -> bool:
    """Tell whether an endpoint's view is one of the parts."""
    view = current_app.view_functions.get(endpoint or "")
    owner = type(getattr(view, "__self__", None))  # an admin's views are methods
    modules = (getattr(view, "__module__", ""), owner.__module__)
    return any(module.startswith(f"{__package__}.") for module in modules)
