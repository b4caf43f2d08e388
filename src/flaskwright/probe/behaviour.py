"""What a change does to an application: what it said of itself before against what it says after."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from flaskwright import bom
from flaskwright.facts.ground import version
from flaskwright.facts.requirements import normal_name
from flaskwright.facts.status import distribution

if TYPE_CHECKING:
    from flaskwright.probe.run import Live

_IMPLICIT = frozenset({"HEAD", "OPTIONS"})
# Headers whose values differ from one request to the next, or say what the others do.
_FLEETING = frozenset(
    {"age", "content-length", "date", "etag", "expires", "last-modified", "set-cookie", "x-request-id"}
)
_REFUSED, _BROKEN = 400, 500
# What an import or an attribute is missed in.
_ABOUT = re.compile(r"cannot import name .* from '([\w.]+)'|module '([\w.]+)' has no attribute")
_LEAST = re.compile(r">=([\d.]+)")


@dataclass(frozen=True)
class Change:
    """What is new, gone and different of one noun, by name, and how many are as before."""

    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: int = 0


@dataclass(frozen=True, order=True)
class Answer:
    """An address that answers with another status."""

    path: str
    before: int
    after: int

    @property
    def worse(self) -> bool:
        """Say whether it answered, or at least did not break, before."""
        return any(self.before < bound <= self.after for bound in (_REFUSED, _BROKEN))


@dataclass(frozen=True)
class Behaviour:
    """What a change does to a project's application.

    `state` is "compared" or "could not run" (`reason` says why; then nothing is known). `routes` are names as
    "GET /cart"; `answers` are the addresses with another status, `answered` is how many have the same; `headers` are
    those of answers with the same status; of `config` only names are told. `tests` are those that passed before and
    fail (`gone`), new ones (`new`, and `changed` where they fail) and the others (`same`); None when they did not run,
    `untested` says why. `boot` says what does not start any more, `conflict` why the packages that come in cannot be
    installed beside what the project requires.
    """

    state: str = "compared"
    reason: str = ""
    conflict: str = ""
    boot: tuple[str, ...] = ()
    routes: Change = Change()
    answers: tuple[Answer, ...] = ()
    answered: int = 0
    headers: Change = Change()
    config: Change = Change()
    tables: Change = Change()
    commands: Change = Change()
    extensions: Change = Change()
    tests: Change | None = None
    untested: str = ""

    @property
    def regressions(self) -> tuple[str, ...]:
        """What the application did before and does no longer, in sentences."""
        return tuple(self._regressions())

    def _regressions(self) -> Iterator[str]:
        if self.conflict:
            yield f"its requirements can no longer be installed together: {self.conflict}"
        yield from (f"it does not start any more: {what}" for what in self.boot)
        yield from (f"the route {route} is gone" for route in self.routes.gone)
        for answer in self.answers:
            if answer.worse:
                yield f"GET {answer.path} answers {answer.after}, it answered {answer.before}"
        yield from (f"the command {name} is gone" for name in self.commands.gone)
        yield from (f"the table {name} is gone" for name in self.tables.gone)
        yield from (f"the test {name} fails, it passed" for name in (self.tests.gone if self.tests else ()))

    @property
    def document(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {**asdict(self), "regressions": list(self.regressions)}


def compare_behaviour(before: Live, after: Live) -> Behaviour:
    """Hold what an application said after a change against what it said before.

    Applications are matched by where they are in the source; what did not start before is not looked at.
    """
    if before.state != "ran":
        return Behaviour("could not run", f"it does not run as it is: {before.reason}")
    if after.state == "could not run":
        return Behaviour(boot=(after.reason,))
    here = {app["target"]: app for app in after.apps}
    pairs = [(app, here[app["target"]]) for app in before.apps if app["target"] in here]
    return Behaviour(
        boot=tuple(_failures(before, after)),
        routes=_change((_routes(old), _routes(new)) for old, new in pairs),
        answers=tuple(sorted(answer for answer in _answers(pairs) if answer.before != answer.after)),
        answered=sum(answer.before == answer.after for answer in _answers(pairs)),
        headers=_headers(pairs),
        config=_noun("config", pairs),
        tables=_noun("tables", pairs),
        commands=_noun("commands", pairs),
        extensions=_noun("extensions", pairs),
    )


def compare_tests(before: Mapping[str, str], after: Mapping[str, str]) -> Change:
    """Hold how a project's tests ended after a change against how they ended before."""
    return Change(
        new=tuple(sorted(name for name in after if name not in before)),
        gone=tuple(
            sorted(
                name
                for name, how in before.items()
                if how == "passed" and after.get(name, "failed") == "failed"
            )
        ),
        changed=tuple(sorted(name for name, how in after.items() if how == "failed" and name not in before)),
        same=sum(after.get(name) == how for name, how in before.items()),
    )


_Pairs = Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]


def _failures(before: Live, after: Live) -> Iterator[str]:
    ran = {app["target"] for app in before.apps}
    for error in after.errors:
        if error["target"] in ran:
            place = f" ({error['place'][0]}:{error['place'][1]})" if error["place"] else ""
            yield f"{error['target']}: {error['error']}: {error['message']}{place}{_outdated(error, after)}"


def _outdated(error: Mapping[str, Any], after: Live) -> str:
    """Say that a package is older than what generated code is written for, where an error is about its names."""
    match = _ABOUT.search(error["message"])
    name = distribution((match[1] or match[2]).partition(".")[0]) if match else ""
    there = {normal_name(one): version for one, version in after.versions.items()}.get(name)
    known, python = bom.packages().get(name), version(after.python)
    least = _LEAST.search(known.limits_for(python, guest=True)) if known and python else None
    if there is None or least is None or _numbers(there) >= _numbers(least[1]):
        return ""
    return f"; this is written for {name} {least[1]} and newer, the project runs with {there}"


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def _routes(app: Mapping[str, Any]) -> dict[str, object]:
    return {
        f"{method} {route['subdomain']}{route['rule']}": None
        for route in app["routes"]
        if not route["build_only"]
        for method in sorted(set(route["methods"]) - _IMPLICIT)
    }


def _answers(pairs: _Pairs) -> Iterator[Answer]:
    for old, new in pairs:
        answers = new.get("answers", {})
        for path, answer in old.get("answers", {}).items():
            if path in answers:
                yield Answer(path, answer["status"], answers[path]["status"])


def _headers(pairs: _Pairs) -> Change:
    """Compare the headers of answers with the same status: their names, and values that tell something."""
    both = [
        (_told(answer["headers"]), _told(new["answers"][path]["headers"]))
        for old, new in pairs
        for path, answer in old.get("answers", {}).items()
        if answer["status"] == new.get("answers", {}).get(path, {}).get("status")
    ]
    return _change(both)


def _told(headers: Mapping[str, str]) -> dict[str, object]:
    return {name: "" if name.lower() in _FLEETING else value for name, value in headers.items()}


def _noun(noun: str, pairs: _Pairs) -> Change:
    return _change((_named(old[noun]), _named(new[noun])) for old, new in pairs)


def _named(things: Mapping[str, object] | Iterable[str]) -> dict[str, object]:
    return dict(things) if isinstance(things, Mapping) else dict.fromkeys(things)


def _change(pairs: Iterable[tuple[Mapping[str, object], Mapping[str, object]]]) -> Change:
    new: set[str] = set()
    gone: set[str] = set()
    changed: set[str] = set()
    same = 0
    for old, now in pairs:
        new |= now.keys() - old.keys()
        gone |= old.keys() - now.keys()
        different = {name for name in old.keys() & now.keys() if old[name] != now[name]}
        changed |= different
        same += len(old.keys() & now.keys()) - len(different)
    return Change(tuple(sorted(new)), tuple(sorted(gone)), tuple(sorted(changed)), same)
