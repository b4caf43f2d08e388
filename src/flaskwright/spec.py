"""What is wanted, from words of the command line or from a specification file.

A specification is TOML:

    [app]
    name = "shop"
    description = "Sells things."
    with = ["login", "api:style=smorest", "admin"]

    [app.options.uploads]
    limit = 10

    [resources.Product]
    name = "string(80)! unique"
    price = "decimal(10,2) min=0"
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from flaskwright import fields
from flaskwright.capabilities import Menu
from flaskwright.capability import Wanted, find
from flaskwright.errors import ResourceError, SpecError, UsageError
from flaskwright.naming import LONGEST_DESCRIPTION, LONGEST_TITLE, check_words

if TYPE_CHECKING:
    from flaskwright.fields import Resource

Options = Mapping[str, Mapping[str, object]]

_APP = {"name": str, "title": str, "description": str, "with": list, "options": dict}
_SAID = {str: "a text in quotes", list: "a list of names in brackets", dict: "a table"}
_AT_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)$|\s*\(at end of document\)$")

_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


def capabilities(words: Iterable[str]) -> dict[str, dict[str, object]]:
    """Read capabilities with their options: `login`, `api:style=smorest`, or several joined by commas.

    Raises UsageError for an unknown capability or option, an impossible value, and what is no such word.
    """
    found: dict[str, dict[str, object]] = {}
    for word in (part.strip() for group in words for part in group.split(",")):
        name, *options = word.split(":")
        if not name:
            raise UsageError("A capability's name is missing; write them as in login,api:style=smorest.")
        capability = find(Menu(), name)
        given = found.setdefault(name, {})
        for option in options:
            key, equals, value = option.partition("=")
            if not equals or not key:
                raise UsageError(f"{word!r}: an option is written name=value, as in api:style=smorest.")
            if given.get(key, value) != value:
                raise UsageError(f"{name}:{key} is given twice, as {given[key]} and as {value}.")
            given[key] = value
        capability.read_options(given)
    return found


def wanted(words: Iterable[str]) -> Wanted:
    """Give what words ask for; raises what `capabilities` raises."""
    return Wanted(capabilities(words))


def resource(words: Iterable[str], layers: str | None = None) -> Wanted:
    """Read `NAME field:type…`, and what its layers are. Raises UsageError for a missing or impossible name or field."""
    name, *rest = [*words] or [""]
    if not name:
        raise UsageError(
            "The resource needs a name and fields: flaskwright add resource Product name:string."
        )
    options: Options = {"resource": {"layers": layers}} if layers else {}
    return Wanted(options, (fields.parse_resource(name, rest),))


@dataclass(frozen=True)
class Spec:
    """A specification that has been read and checked.

    `locate` gives an error about one of its resources the line in the file.
    """

    name: str | None
    title: str | None
    description: str | None
    capabilities: Options
    resources: tuple[Resource, ...]
    locate: Callable[[ResourceError], SpecError]

    def wanted(self, more: Options) -> Wanted:
        """Give what is wanted, with more capabilities (from the command line, which win)."""
        return Wanted({**self.capabilities, **more}, self.resources)


@contextmanager
def located(spec: Spec | None) -> Iterator[None]:
    """Give errors about resources their line in the specification, where there is one."""
    try:
        yield
    except ResourceError as error:
        raise (spec.locate(error) if spec else error) from error


def read(path: Path) -> Spec:
    """Read a specification file.

    Raises UsageError when it cannot be read, and SpecError, with the line, for whatever is wrong in it.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise UsageError(f"The specification {path} cannot be read: {reason}.") from error
    return _Reader(str(path), text).spec()


class _Reader:
    """One specification: its text, to find lines in, and its tables."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.lines = path, text.split("\n")
        try:
            self.data = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            at = _AT_LINE.search(str(error))
            line = int(at[1]) if at and at[1] else len(text.rstrip().split("\n")) if at else None
            reason = _AT_LINE.sub("", str(error)) or "it nests too deeply"
            raise SpecError(path, line, f"this is not TOML: {reason[:1].lower()}{reason[1:]}.") from error

    def spec(self) -> Spec:
        """Check everything and give the specification."""
        self.check_keys((), self.data, ("app", "resources"))
        app = self.table((), "app")
        self.check_keys(("app",), app, _APP)
        for key, kind in _APP.items():
            if key in app and not isinstance(app[key], kind):
                self.fail(("app",), key, f"{key} must be {_SAID[kind]}")
        for key, longest in (("title", LONGEST_TITLE), ("description", LONGEST_DESCRIPTION)):
            with self.at(("app",), key):
                check_words(key, app.get(key, ""), longest)
        return Spec(
            app.get("name"),
            app.get("title"),
            app.get("description"),
            self.capabilities(app),
            self.resources(),
            self.locate,
        )

    def locate(self, error: ResourceError) -> SpecError:
        """Give an error of a resource the line of the field that it speaks of, else of the resource."""
        field = str(error).partition(":")[0]
        line = self.line(("resources", error.resource), field) or self.line(("resources",), error.resource)
        return SpecError(self.path, line, str(error))

    def capabilities(self, app: Mapping[str, Any]) -> Options:
        """Read `with` and the tables of options."""
        found: dict[str, dict[str, object]] = {}
        for word in app.get("with", []):
            if not isinstance(word, str):
                self.fail(("app",), "with", f"with holds names, not {word!r}")
            with self.at(("app",), "with", word):
                found |= capabilities([word])
        for name, options in app.get("options", {}).items():
            with self.at(("app", "options"), name):
                if not isinstance(options, dict):
                    raise UsageError(f"options of {name} are a table: [app.options.{name}].")
                find(Menu(), name)
                found.setdefault(name, {}).update(options)
            for key in options:
                with self.at(("app", "options", name), key):
                    Menu()[name].read_options({key: options[key]})
        return found

    def resources(self) -> tuple[Resource, ...]:
        """Read the resources, in the order of their references."""
        found = []
        for name, table in self.table((), "resources").items():
            with self.at(("resources",), name):
                if not isinstance(table, dict):
                    raise UsageError(f"{name} must be a table of fields: [resources.{name}].")
            found.append(self.resource(name, table))
        with self.at((), "resources"):
            return tuple(fields.sorted_resources(found))

    def resource(self, name: str, table: Mapping[str, Any]) -> Resource:
        """Read one resource."""
        place = ("resources", name)
        found = []
        for key, declaration in table.items():
            with self.at(place, key):
                if not isinstance(declaration, str):
                    raise UsageError(f'{key}: a field is a text, as in {key} = "string(80)".')
                found.append(fields.parse_declaration(key, declaration))
        with self.at(("resources",), name):
            return fields.make_resource(name, found)

    def table(self, place: tuple[str, ...], key: str) -> Mapping[str, Any]:
        """Give a table that may be missing."""
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            self.fail(place, key, f"{key} must be a table: [{key}]")
        return value

    def check_keys(self, place: tuple[str, ...], table: Mapping[str, Any], allowed: Iterable[str]) -> None:
        """Refuse what is not allowed, with the nearest name."""
        for key in table:
            if key not in allowed:
                near = difflib.get_close_matches(key, list(allowed), n=1)
                hint = f"did you mean {near[0]}?" if near else f"allowed are {', '.join(allowed)}."
                where = f"[{'.'.join(place)}]" if place else "the specification"
                self.fail(place, key, f"{where} has no {key!r}; {hint}")

    @contextmanager
    def at(self, place: tuple[str, ...], key: str, word: str | None = None) -> Iterator[None]:
        """Give the line to what goes wrong inside."""
        try:
            yield
        except SpecError:
            raise
        except UsageError as error:
            raise SpecError(self.path, self.line(place, key, word), str(error)) from error

    def fail(self, place: tuple[str, ...], key: str, message: str) -> NoReturn:
        """Raise SpecError with the line of a key."""
        message = message if message.endswith((".", "?")) else f"{message}."
        raise SpecError(self.path, self.line(place, key), message)

    def line(self, place: tuple[str, ...], key: str, word: str | None = None) -> int | None:
        """Find the line of a key in a table (or of a table's header), and of a word after it.

        tomllib tells no lines. This looks for the spelling that people use and gives None for others.
        """
        header: tuple[str, ...] = ()
        for number, text in enumerate(self.lines, 1):
            if found := _HEADER.match(text):
                header = _keys(found[1])
                at = header == (*place, key) or header[: len(place) + 1] == (*place, key)
            else:
                assigned = _KEY.match(text)
                at = assigned is not None and (*header, *_keys(assigned[1]))[: len(place) + 1] == (
                    *place,
                    key,
                )
            if at:
                return self._word(number, word) if word else number
        return None

    def _word(self, start: int, word: str) -> int:
        for number, text in enumerate(self.lines[start - 1 :], start):
            if f'"{word}"' in text or f"'{word}'" in text:
                return number
        return start


def _keys(text: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(text))
