"""Decorators of views; they stand below the route."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeAlias

from flask.typing import ResponseReturnValue

from .guard import refusal
from .requirements import Requirement, permission, role

P = ParamSpec("P")
View: TypeAlias = Callable[P, ResponseReturnValue]


def role_required(*names: str) -> Callable[ [View[P]], View[P]]:
    """Let only those in who have one of these roles."""
    return requires(role(*names))


def permission_required(*names: str) -> Callable[ [View[P]], View[P]]:
    """Let only those in who have all of these permissions."""
    return requires(permission(*names))


def requires(requirement: Requirement) -> Callable[ [View[P]], View[P]]:
    """Let only those in who meet a requirement, which the guard gets to know too."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def check(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            answer = refusal([requirement])
            return view(*args, **kwargs) if answer is None else answer

        others = getattr(view, "requirements", ())
        vars(check).update(requirements=(requirement, *others))
        return check

    return decorate
