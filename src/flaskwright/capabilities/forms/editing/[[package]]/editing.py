"""From a form to a service, and back with what is wrong."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError

from .errors import Invalid
from .forms import Form

Result = TypeVar("Result")


def save(form: Form, action: Callable[..., Result]) -> Result | None:
    """Do what a form asks for; None if it was not sent, or something is wrong in it.

    What the service refuses then stands at its field, like what the form itself does.
    """
    if not form.validate_on_submit():
        return None
    values = values_of(form)
    try:
        try:
            return action(**values)
        except IntegrityError:
            # Somebody else was faster; now the service sees it, and says where.
            return action(**values)
    except Invalid as invalid:
        for name, messages in invalid.errors.items():
            if name in form:
                form[name].errors = [*form[name].errors, *messages]
            else:
                form.form_errors.extend(messages)
    return None


def values_of(form: Form) -> dict[str, Any]:
    """Give what fields hold, by name; a file is stored, and its key is the value.

    Without a new file a row keeps its own, unless a box beside it says to remove it.
    """
    values = {name: value for name, value in form.data.items() if name != "csrf_token"}
    for name in [name for name in values if hasattr(form[name], "store")]:
        del values[name]
        remove = values.pop(f"remove_{name}", False)
        if key := form[name].store():
            values[name] = key
        elif remove:
            values[name] = None
    return values


def status_of(form: Form) -> int:
    """Give the status of a page that shows a form: 422 if something is wrong in it."""
    return 422 if form.errors else 200
