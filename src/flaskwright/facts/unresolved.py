"""Registrations of which only the running program knows more: said with their place, never guessed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flaskwright.facts.apps import is_side
from flaskwright.facts.place import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from flaskwright.facts.names import Modules

NOT_MET = "nothing that was followed calls this"
# Methods that put something on an application, a blueprint, or an extension's object.
REGISTERS = frozenset(
    {
        "add_api", "add_namespace", "add_resource", "add_url_rule", "add_view", "add_view_no_menu",
        "register_blueprint", "route",
    }
)  # fmt: skip


@dataclass(frozen=True, order=True)
class Unresolved:
    """A call that registers something which cannot be told from the source: what it is, and why it cannot.

    Rules of which only a part is unknown are routes, with `dynamic`.
    """

    at: Place
    call: str
    why: str


def read_unresolved(
    modules: Modules, paths: Iterable[str], met: Iterable[Place], unknown: Collection[Unresolved]
) -> tuple[Unresolved, ...]:
    """Give what following met and could not tell, and the calls that it never met.

    `paths` are the files to look for calls in, `met` the places of calls that registered something, `unknown` what
    was met and is not known.
    """
    known = {*met, *(one.at for one in unknown)}
    calls = modules.each(Unresolved, _calls, ((path, ()) for path in paths if not is_side(path)))
    lost = [call for call in calls if call.at not in known]
    return tuple(sorted({*unknown, *lost}))


def _calls(modules: Modules, path: str) -> Iterator[Unresolved]:
    """Give the calls of a file that register something, as if none had been met."""
    source = modules.source(path)
    if "lask" not in source.text:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _registers(node.func):
            yield Unresolved(Place(path, node.lineno), ast.unparse(node), NOT_MET)


def _registers(method: ast.Attribute) -> bool:
    on_map = (
        method.attr == "add" and isinstance(method.value, ast.Attribute) and method.value.attr == "url_map"
    )
    return on_map or method.attr in REGISTERS
