"""What Flaskwright knows, in words: capabilities, field types, steps, checks, packages, from their docstrings."""

from __future__ import annotations

import dataclasses
import difflib
import inspect
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from flaskwright import bom
from flaskwright.capabilities import SKELETON, Menu
from flaskwright.checks import all_checks
from flaskwright.delivery.checklist import CHECKLIST
from flaskwright.errors import UsageError
from flaskwright.fields.types import TYPES

if TYPE_CHECKING:
    from flaskwright.capability import Capability


@dataclass(frozen=True)
class Topic:
    """Something that can be explained: its kind ("capability"), name, title in one line, and text (Markdown)."""

    kind: str
    name: str
    title: str
    text: str


def names() -> dict[str, list[str]]:
    """Give what can be explained, by kind, in the order of the documentation."""
    return {
        "capability": list(Menu()),
        "field type": list(TYPES),
        "step": [item.name for item in CHECKLIST],
        "check": [name for check in all_checks() for name in (check.id.lower(), check.slug)],
        "package": list(bom.packages()),
    }


def explain(word: str) -> list[Topic]:
    """Give the topics of a name (`uuid` may be several). Raises UsageError with the nearest name for another word."""
    name = word.strip().lower()
    makers = {
        "capability": _capability,
        "field type": _field_type,
        "step": _step,
        "check": _check,
        "package": _package,
    }
    found = [makers[kind](name) for kind, known in names().items() if name in known]
    if found:
        return found
    every = [known for group in names().values() for known in group]
    near = difflib.get_close_matches(name, every, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else "`flaskwright explain` lists what there is."
    raise UsageError(f"There is nothing called {word!r}; {hint}")


def titles() -> Iterator[tuple[str, str, str]]:
    """Give kind, name and title of everything but the packages: what the list shows."""
    for capability in Menu().usable():
        yield "capability", capability.name, capability.title
    for name, kind in TYPES.items():
        yield "field type", name, kind.about
    for item in CHECKLIST:
        yield "step", item.name, item.title
    for check in all_checks():
        yield "check", check.id, check.title


def _capability(name: str) -> Topic:
    capability = Menu()[name]
    parts = [capability.page, _options(capability)]
    for label, others in (("Needs", capability.needs), ("Not together with", capability.conflicts)):
        if others:
            parts.append(f"{label}: {', '.join(f'`{other}`' for other in others)}.")
    if capability.distribution:
        parts.append(f"The package {capability.distribution} brings it.")
    parts.append(_how_to_get(name))
    return Topic("capability", name, capability.title, "\n\n".join(filter(None, parts)))


def _how_to_get(name: str) -> str:
    if name in SKELETON:
        return "Every project has it."
    if name == "resource":
        return "`flaskwright add resource NAME FIELD:TYPE…` adds one, and this with the first."
    return f"`flaskwright add {name}` adds it to a project."


def _options(capability: Capability) -> str:
    hints = get_type_hints(capability.options)
    lines = []
    for field in dataclasses.fields(capability.options):
        choices = " or ".join(f"`{choice}`" for choice in get_args(hints[field.name]))
        lines.append(
            f"- `{capability.name}:{field.name}={_shown(field.default)}`{f': {choices}' if choices else ''}"
        )
    about = (capability.options.__doc__ or "").strip()
    return "\n".join(["Options, with their defaults:", "", *lines, "", about]) if lines else ""


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _field_type(name: str) -> Topic:
    kind = TYPES[name]
    parts = [(sys.modules[type(kind).__module__].__doc__ or kind.about).strip()]
    if kind.arguments:
        parts.append(f"Written `{kind.arguments}`.")
    if kind.bounds:
        parts.append("Takes `min=` and `max=`.")
    if kind.defaults:
        parts.append(f"A default (`= …`) is {kind.defaults}.")
    return Topic("field type", name, kind.about, "\n\n".join(parts))


def _step(name: str) -> Topic:
    item = next(item for item in CHECKLIST if item.name == name)
    parts = [f"{item.title}.", inspect.getdoc(item.check) or ""]
    if item.needs:
        parts.append(f"Needs: {', '.join(f'`{other}`' for other in item.needs)}.")
    parts.append(f"`flaskwright verify --step {name}` runs it.")
    return Topic("step", name, item.title, "\n\n".join(filter(None, parts)))


def _check(name: str) -> Topic:
    check = next(check for check in all_checks() if name in {check.id.lower(), check.slug})
    says = f"`{check.id}` ({check.slug}), severity {check.severity.name.lower()}."
    return Topic("check", check.id, check.title, f"{check.page.strip()}\n\n{says}")


def _package(name: str) -> Topic:
    package = bom.package(name)
    says = {
        "default": "used where a capability needs it",
        "offered": "used when you choose it",
        "avoid": "not used; there is something better",
        "tool": "used to develop, not to run",
    }[package.recommend]
    limits = (
        f"Written as `{package.name}{package.limits}`." if package.limits else "Written without a version."
    )
    parts = [f"Tested with {package.version}: {says}.", limits, package.note]
    return Topic("package", name, f"{package.name} {package.version}", "\n\n".join(filter(None, parts)))
