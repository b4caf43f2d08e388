"""What an expression can be worth when a program is followed without being run.

Constants, lists, tuples, dictionaries and sets are Python's own, and may hold any of the values below. Everything
that is not known is an `Unknown`: it says why and is never guessed.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from flaskwright.facts.place import NOWHERE, Place

Value: TypeAlias = Any


class Unknown:
    """A value that only the running program knows; `guess` is what it is unless something else is configured."""

    __slots__ = ("guess", "why")

    def __init__(self, why: str, guess: Value = None) -> None:
        self.why, self.guess = why, guess

    def __repr__(self) -> str:
        return f"<{self.why}>"


class Soft(str):
    """A text that configuration or the environment may change: good to build a rule, not to decide a branch."""

    __slots__ = ()


@dataclass(frozen=True, eq=False)
class Text:
    """A text with unknown parts: each part is a `str` or an `Unknown`."""

    parts: tuple[str | Unknown, ...]

    def __str__(self) -> str:
        return "".join(part if isinstance(part, str) else "{?}" for part in self.parts)


@dataclass(frozen=True, eq=False)
class Either:
    """One of several values, the likeliest first."""

    options: tuple[Value, ...]


@dataclass(frozen=True)
class External:
    """A name from outside of the project, in full ("flask.Flask")."""

    name: str


class Lazy:
    """An imported name whose module has nothing to do with routes: it is run only when the name is used."""

    __slots__ = ("_give", "_value")

    def __init__(self, give: Callable[[], Value]) -> None:
        self._give: Callable[[], Value] | None = give
        self._value: Value = None

    def resolve(self) -> Value:
        """Give the value, after the module has run."""
        if self._give is not None:
            give, self._give = self._give, None
            self._value = Unknown("a name that is imported in a circle")
            self._value = give()
            while isinstance(self._value, Lazy):
                self._value = self._value.resolve()
        return self._value


class Scope:
    """Names of a module, function or class, and the scope around it."""

    __slots__ = ("names", "parent")

    def __init__(self, names: dict[str, Value], parent: Scope | None = None) -> None:
        self.names, self.parent = names, parent

    def peek(self, name: str) -> Value:
        """Give a name's value as it is bound, None where it is not; a lazy one stays so."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.parent
        return None

    def get(self, name: str) -> Value:
        """Give a name's value. Raises KeyError where it is not bound."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                value = scope.names[name]
                if isinstance(value, Lazy):
                    value = scope.names[name] = value.resolve()
                return value
            scope = scope.parent
        raise KeyError(name)


@dataclass(eq=False)
class Module:
    """A module of the project: its names, and whether it has been run."""

    path: str
    name: str
    scope: Scope
    state: str = "new"
    ahead: set[ast.stmt] = field(default_factory=set)
    bindings: dict[str, ast.stmt] | None = None

    def __repr__(self) -> str:
        return f"<module {self.name}>"


FunctionNode: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(eq=False)
class Function:
    """A function of the project.

    `decorators` are the names of those that do not make a route, the outermost first; `wraps` is what
    `functools.wraps` says it stands for; `owner` is the class that it is a method of.
    """

    node: FunctionNode
    name: str
    module: Module
    scope: Scope
    defaults: dict[str, Value] = field(default_factory=dict)
    decorators: tuple[str, ...] = ()
    wraps: Value = None
    owner: Class | None = None
    kind: str = "plain"
    attrs: dict[str, Value] = field(default_factory=dict)

    @property
    def at(self) -> Place:
        """Where it stands: its first decorator, as Python counts."""
        decorators = getattr(self.node, "decorator_list", ())
        return Place(self.module.path, min([self.node.lineno, *(d.lineno for d in decorators)]))

    def __repr__(self) -> str:
        return f"<function {self.name}>"


@dataclass(eq=False)
class Class:
    """A class of the project; `bases` are classes of the project, externals or unknowns."""

    name: str
    node: ast.ClassDef
    module: Module
    bases: tuple[Value, ...]
    names: dict[str, Value] = field(default_factory=dict)
    decorators: tuple[str, ...] = ()
    meta: Value = None
    _order: list[Class | External] | None = None

    def order(self) -> list[Class | External]:
        """Give the class and its bases, also those from outside, in the order of look-up."""
        if self._order is None:
            found: list[Class | External] = []
            for parent in self._walk(frozenset()):
                if parent in found:
                    found.remove(parent)  # a shared base comes after all that derive from it
                found.append(parent)
            self._order = found
        return self._order

    def line(self) -> list[Class]:
        """Give the class and its bases of the project in the order of look-up."""
        return [parent for parent in self.order() if isinstance(parent, Class)]

    def _walk(self, seen: frozenset[Class]) -> Iterator[Class | External]:
        yield self
        for base in self.bases:
            for option in options(base):
                if isinstance(option, External):
                    yield option
                elif isinstance(option, Class) and option not in seen:
                    yield from option._walk(seen | {self})  # noqa: SLF001 (its own class)

    def externals(self) -> list[str]:
        """Give the names of the classes from outside that it derives from."""
        return [parent.name for parent in self.order() if isinstance(parent, External)]

    def behind(self, after: Class) -> list[Class | External]:
        """Give the classes that come behind another one in the order of look-up."""
        order = self.order()
        return order[order.index(after) + 1 :] if after in order else []

    def find(self, name: str) -> Value:
        """Give an attribute through the bases. Raises KeyError where no class of the project has it."""
        for parent in self.order():
            if isinstance(parent, Class) and name in parent.names:
                return parent.names[name]
        raise KeyError(name)

    @property
    def at(self) -> Place:
        """Where it stands."""
        return Place(self.module.path, self.node.lineno)

    def __repr__(self) -> str:
        return f"<class {self.name}>"


@dataclass(eq=False)
class Object:
    """An instance of a class of the project or of an external one.

    `kind` names the recogniser that knows its methods ("app", "blueprint", ...), "" where none does; `model` is
    what that recogniser keeps; `wraps` is the view that it was made of as a decorator.
    """

    made_by: Class | External
    args: Args
    at: Place
    kind: str = ""
    attrs: dict[str, Value] = field(default_factory=dict)
    model: Any = None
    variable: str = ""
    wraps: Value = None

    def __repr__(self) -> str:
        return f"<{self.kind or self.made_by}>"


@dataclass(eq=False)
class Bound:
    """A method of the project with the object (or class) that it is called on."""

    owner: Value
    function: Function


@dataclass(eq=False)
class Method:
    """A method that an external class gives an object: known by the recogniser of its kind."""

    owner: Object
    name: str
    kind: str


@dataclass(eq=False)
class Super:
    """`super()` in a method: look-ups start behind the class."""

    owner: Value
    after: Class


@dataclass(eq=False)
class Native:
    """A function of ours that stands for a built-in or a library's: `call(machine, args)`."""

    name: str
    call: Any
    owner: Value = None


@dataclass(eq=False)
class View:
    """What `SomeView.as_view("name")` gives."""

    made_by: Class
    name: Value
    at: Place
    decorators: tuple[str, ...] = ()


@dataclass(eq=False)
class Args:
    """The arguments of a call; `open` means that unknown ones were spread into it with stars."""

    positional: list[Value] = field(default_factory=list)
    keywords: dict[str, Value] = field(default_factory=dict)
    at: Place = NOWHERE
    open: bool = False
    node: ast.Call | None = None

    def get(self, index: int | None, name: str, default: Value = None) -> Value:
        """Give an argument by its place or name."""
        if name in self.keywords:
            return self.keywords[name]
        if index is not None and index < len(self.positional):
            return self.positional[index]
        return default

    def has(self, index: int | None, name: str) -> bool:
        """Say whether the argument is given."""
        return name in self.keywords or (index is not None and index < len(self.positional))


def options(value: Value) -> tuple[Value, ...]:
    """Give what a value may be: the options of an `Either`, else the value itself."""
    if isinstance(value, Lazy):
        value = value.resolve()
    return value.options if isinstance(value, Either) else (value,)


MOST_OPTIONS = 12
# A text or list that grows beyond these builds no route; it is unknown from there on.
LONGEST_TEXT = 50_000
LONGEST_LIST = 20_000
MOST_PARTS = 5_000


def either(values: list[Value]) -> Value:
    """Join what a value may be into one."""
    flat: list[Value] = []
    for value in values:
        for option in options(value):
            if len(flat) <= MOST_OPTIONS and not any(_same(option, known) for known in flat):
                flat.append(option)
    known = [v for v in flat if not isinstance(v, Unknown)]
    if len(known) != len(flat):  # one unknown says it all
        flat = [*known, next(v for v in flat if isinstance(v, Unknown))]
    if not flat:
        return Unknown("nothing")
    return flat[0] if len(flat) == 1 else Either(tuple(flat[:MOST_OPTIONS]))


def _same(one: Value, other: Value) -> bool:
    if one is other:
        return True
    simple = (str, int, float, bool, type(None), bytes, External)
    return isinstance(one, simple) and type(one) is type(other) and bool(one == other)


def is_known(value: Value) -> bool:
    """Say whether nothing is unknown about a value itself (its items may be)."""
    return not isinstance(value, Unknown | Text | Either)


def as_text(value: Value) -> str | Text | None:
    """Give a value as text, None where it is not one."""
    for option in options(value):
        if isinstance(option, str | Text):
            return option
        if isinstance(option, Unknown) and isinstance(option.guess, str):
            return option.guess
    return None


def as_str(value: Value) -> str | None:
    """Give a value as a wholly known text, else None."""
    found = as_text(value)
    return found if isinstance(found, str) else None


def text(parts: list[str | Unknown]) -> str | Text:
    """Join parts of a text."""
    length = sum(len(part) for part in parts if isinstance(part, str))
    if length > LONGEST_TEXT or len(parts) > MOST_PARTS:
        return Text((Unknown("a very long text"),))
    joined: list[str | Unknown] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] = f"{joined[-1]}{part}"
        elif part != "":
            joined.append(part)
    if not joined:
        return ""
    return joined[0] if len(joined) == 1 and isinstance(joined[0], str) else Text(tuple(joined))


def pieces(value: Value) -> list[str | Unknown]:
    """Take a value apart into parts of a text."""
    for option in options(value):
        if isinstance(option, Text):
            return list(option.parts)
        if isinstance(option, Unknown):
            return [str(option.guess)] if option.guess is not None else [option]
        if isinstance(option, str):
            return [str.__str__(option)]
        if isinstance(option, int | float | bool | bytes | None):
            return [str(option)]
    return [Unknown("the text of an object")]
