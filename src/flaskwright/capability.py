"""What a capability is, and the runner that applies several of them."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from flaskwright import edits, facts, fields
from flaskwright.errors import UsageError, answered_for
from flaskwright.facts import OLDEST, TODAY, Ground
from flaskwright.pristine import PATH as PRISTINE
from flaskwright.pristine import Pristine
from flaskwright.version import __version__

if TYPE_CHECKING:
    from flaskwright.facts import Facts, Record
    from flaskwright.fields import Resource
    from flaskwright.project import Project
    from flaskwright.recognition import Recognise

    Apply = Callable[[Project, Facts, Any], Project]
    Surface = Callable[[Project, Facts, Any, Resource, Record | None], Project]

# What code without forms of its own is written for.
_WITHOUT_FORMS = replace(TODAY, python=(3, 10), wtforms=OLDEST.wtforms)


@dataclass(frozen=True)
class NoOptions:
    """The options of a capability that has none."""


@dataclass(frozen=True)
class Capability:
    """Something that Flaskwright can build into a project.

    - `apply(project, facts, options)` gives the project with the capability. It is pure, and applying it twice
      equals applying it once.
    - `needs` are capabilities that must be there before; the runner adds them. `conflicts` cannot live in the
      same project.
    - `fitting(facts)` gives the options that suit a project best; what is asked for goes before them.
    - `clash(facts, options)` says what of an application that Flaskwright did not make it cannot live beside, if
      there is such a thing.
    - `ground` is the oldest Python, Flask and WTForms of somebody else's application that it can live on.
    - `uses` are modules of the skeleton that it builds on: a guest package gets them when they are first used.
    - `joins[other](project, facts, options)` runs once this capability and `other` are both there, whichever
      came last.
    - `surface(project, facts, options, resource, before)` gives a declared resource what this capability has
      for it (pages, an API, an admin view). It runs for every resource when this capability is added, for every
      capability when a resource is added (`before` is None), and again when another capability is added:
      `before` then is the record without that other one, so that files that nobody touched can follow.
    - `recognise(facts)` gives the signs that a project has of its own what this would build; `adopts(facts)` whether
      what is built then stands on that, instead of beside it.
    - `distribution` is what brings it, where that is not Flaskwright: the menu fills it in.
    """

    name: str
    title: str
    options: type = NoOptions
    apply: Apply = field(default=lambda project, _facts, _options: project)
    needs: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    fitting: Callable[[Facts], Mapping[str, object]] = field(default=lambda _facts: {})
    clash: Callable[[Facts, Any], str | None] = field(default=lambda _facts, _options: None)
    joins: Mapping[str, Apply] = field(default_factory=dict)
    surface: Surface | None = None
    recognise: Recognise | None = None
    adopts: Callable[[Facts], bool] = field(default=lambda _facts: False)
    ground: Ground = _WITHOUT_FORMS
    distribution: str = ""

    @property
    def page(self) -> str:
        """The capability's documentation: the docstring of the module that defines `apply`."""
        import sys  # noqa: PLC0415 (read only by `explain`)

        return (sys.modules[self.apply.__module__].__doc__ or self.title).strip()

    def read_options(self, given: Mapping[str, object]) -> Any:
        """Make the options from names and values, as the command line or a specification gives them.

        Raises UsageError for an unknown name, a value that is not among the choices, or one of a wrong type.
        """
        known = {f.name: f for f in dataclasses.fields(self.options)}
        hints = get_type_hints(self.options)
        values = {}
        for name, value in given.items():
            if name not in known:
                allowed = f"it has {', '.join(sorted(known))}" if known else "it has none"
                raise UsageError(f"{self.name} has no option {name!r}; {allowed}.")
            values[name] = _value(f"{self.name}:{name}", value, hints[name])
        return self.options(**values)


def _value(name: str, value: object, hint: Any) -> object:
    """Give an option's value in its declared type: a Literal's choice, bool, int or str."""
    if choices := get_args(hint):
        if value not in choices:
            raise UsageError(f"{name}={value} is not possible; choose {' or '.join(map(str, choices))}.")
        return value
    if hint is bool:
        if isinstance(value, bool):
            return value
        if str(value).lower() in {"true", "yes", "on", "1", "false", "no", "off", "0"}:
            return str(value).lower() in {"true", "yes", "on", "1"}
        raise UsageError(f"{name}={value} is not possible; choose true or false.")
    if hint is int:
        try:
            return int(str(value))
        except ValueError:
            raise UsageError(f"{name}={value} is not possible; give a whole number.") from None
    if not isinstance(value, str):
        raise UsageError(f"{name}={value} is not possible; give a text.")
    return value


def changed_options(options: object) -> dict[str, object]:
    """Give the options that differ from their defaults: what the record keeps."""
    return {
        f.name: getattr(options, f.name)
        for f in dataclasses.fields(options)  # type: ignore[arg-type] # always a dataclass's instance
        if getattr(options, f.name) != f.default
    }


Menu = Mapping[str, Capability]


def find(menu: Menu, name: str) -> Capability:
    """Give the capability of that name. Raises UsageError that names the nearest one."""
    if name in menu:
        return menu[name]
    near = difflib.get_close_matches(name, menu, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(menu)}."
    raise UsageError(f"There is no capability {name!r}; {hint}")


def order(menu: Menu, wanted: Iterable[str], present: Iterable[str] = ()) -> list[str]:
    """Give the wanted capabilities and all that they need, without those present, in menu order.

    What a capability needs comes before it, whatever its place in the menu. Raises UsageError for an unknown name and
    for capabilities that cannot live together.
    """
    present = set(present)
    todo: set[str] = set()
    queue = list(wanted)
    while queue:
        name = queue.pop()
        if name not in todo and name not in present:
            todo.add(name)
            queue += find(menu, name).needs
    for name in sorted(todo | present.intersection(menu)):
        for other in menu[name].conflicts:
            if other in todo | present and {name, other} & todo:
                raise UsageError(f"{name} and {other} do the same work; take one of them.")
    ordered: dict[str, None] = {}
    for name in menu:
        if name in todo:
            _after_needs(menu, name, todo, ordered)
    return [*ordered]


def _after_needs(menu: Menu, name: str, todo: set[str], ordered: dict[str, None]) -> None:
    todo.discard(name)
    for need in menu:
        if need in todo and need in menu[name].needs:
            _after_needs(menu, need, todo, ordered)
    ordered[name] = None


def check_installed(menu: Menu, record: Record) -> None:
    """Refuse a project that has capabilities of distributions that are not installed: one line says which."""
    for name in record.capabilities:
        if name not in menu:
            owner = record.distributions.get(name)
            what = f"{owner}: pip install {owner}" if owner else "the package that it came from."
            raise UsageError(f"The project has {name}, which is not installed; install {what}")


@dataclass(frozen=True)
class Wanted:
    """What a command asks for: capabilities with their options, and resources in the order of their references."""

    capabilities: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    resources: Sequence[Resource] = ()


def run(menu: Menu, project: Project, wanted: Wanted) -> Project:
    """Apply capabilities and resources to a project, and format the Python files that this creates.

    Raises UsageError when something wanted is unknown, impossible, or there already with other options.
    """
    kept = Pristine.of(project)
    clean = kept.tree(project)
    done, kept = _run(menu, clean, wanted, kept)
    if clean.files != {path: data for path, data in project.files.items() if path != PRISTINE}:
        done, _ = _run(menu, project, wanted, Pristine())
    return replace(kept, version=__version__).having_asked(done.steps).into(done)


def _run(menu: Menu, project: Project, wanted: Wanted, kept: Pristine) -> tuple[Project, Pristine]:
    """Apply what is wanted; give the project, and the pristine copies of what was written by now.

    Capabilities come in the order in which they are asked for, each after those that it needs: asking for two at
    once is asking for one and then for the other.
    """
    before = project
    record = facts.read(project).record
    check_installed(menu, record)
    for name, given in wanted.capabilities.items():
        _check_same(find(menu, name), given, record)
    names = order(menu, wanted.capabilities, record.capabilities)  # refuses the whole before anything is done
    if record.guest or wanted.capabilities.get("app", {}).get("guest"):
        _check_clashes(menu, names, wanted, facts.read(project))
    for asked in wanted.capabilities:
        for name in order(menu, [asked], facts.read(project).record.capabilities):
            options = _options(menu[name], facts.read(project), wanted)
            was, project = project, _add_capability(menu, project, menu[name], options)
            kept = kept.grown(was, project, name)
    for resource in wanted.resources:
        if resource.name not in record.resources:
            was, project = project, _add_resource(menu, project, resource)
            kept = kept.grown(was, project, resource.name)
    if project is not before:
        project = project.then(edits.record_version(__version__))
    done = _formatted(before, project)
    return done, kept.finished(before, done)


def _check_clashes(menu: Menu, names: Iterable[str], wanted: Wanted, found: Facts) -> None:
    """Refuse what cannot be a part of somebody else's application."""
    ground = _ground(wanted, found.record)
    for name in reversed([*names]):  # what was asked for, before what that needs
        options = _options(menu[name], found, wanted)
        if reason := _too_old(menu[name], ground) or menu[name].clash(found, options):
            raise UsageError(f"{name} cannot be added here: {reason}")


def _ground(wanted: Wanted, record: Record) -> Ground:
    """Give what somebody else's application stands on: as it is recorded, or about to be."""
    guest = record.guest or facts.Record({"app": wanted.capabilities["app"]}).guest
    return guest.ground if guest else TODAY


def _too_old(capability: Capability, ground: Ground) -> str | None:
    needs = capability.ground
    for what, has, least in (
        ("Python", ground.python, needs.python),
        ("Flask", ground.flask, needs.flask),
        ("WTForms", ground.wtforms, needs.wtforms),
    ):
        if has < least:
            return f"it is written for {what} {_dotted(least)} and newer, the project runs on {_dotted(has)}."
    return None


def _dotted(version: Iterable[int]) -> str:
    return ".".join(map(str, version))


def _options(capability: Capability, found: Facts, wanted: Wanted) -> Any:
    """Give the options that a capability is added with: what is asked for, before what suits the project."""
    given = wanted.capabilities.get(capability.name, {})
    return capability.read_options({**capability.fitting(found), **given})


def _check_same(capability: Capability, given: Mapping[str, object], record: Record) -> None:
    options = changed_options(capability.read_options(given))
    there = record.capabilities.get(capability.name)
    if there is not None and given and dict(there) != options:
        has = ", ".join(f"{k}={v}" for k, v in there.items()) or "its default options"
        raise UsageError(f"{capability.name} is there already, with {has}; options are chosen once.")


def _add_capability(menu: Menu, project: Project, capability: Capability, options: Any) -> Project:
    found = facts.read(project)
    without = found.record
    if found.factory is not None:
        made = (edits.ensure_skeleton(found.factory, found.factory.package, name) for name in capability.uses)
        project = project.then(*made)
    with answered_for(capability.name, capability.distribution):
        project = capability.apply(project, facts.read(project), options)
    project = project.then(edits.record_capability(capability.name, changed_options(options)))
    if capability.distribution:
        project = project.then(edits.record_distribution(capability.name, capability.distribution))
    for other in _present(menu, project):
        project = _joined(project, capability, other, options)
        project = _joined(project, other, capability, _recorded(other, project))
    for resource in fields.resources(facts.read(project).record):
        for other in _present(menu, project):
            before = None if other is capability else without
            project = _surface(other, project, resource, before)
    return project.then(edits.ensure_resources)


def _joined(project: Project, capability: Capability, other: Capability, options: Any) -> Project:
    join = capability.joins.get(other.name)
    if join is None:
        return project
    with answered_for(capability.name, capability.distribution):
        return join(project, facts.read(project), options)


def _add_resource(menu: Menu, project: Project, resource: Resource) -> Project:
    project = project.then(edits.record_resource(resource.name, resource.declaration))
    for capability in _present(menu, project):
        project = _surface(capability, project, resource, None)
    return project.then(edits.ensure_resources)


def _surface(capability: Capability, project: Project, resource: Resource, before: Record | None) -> Project:
    if capability.surface is None:
        return project
    with answered_for(capability.name, capability.distribution):
        options = _recorded(capability, project)
        return capability.surface(project, facts.read(project), options, resource, before)


def _present(menu: Menu, project: Project) -> list[Capability]:
    recorded = facts.read(project).record.capabilities
    return [menu[name] for name in menu if name in recorded]


def _recorded(capability: Capability, project: Project) -> Any:
    return capability.read_options(facts.read(project).record.capabilities[capability.name])


def _formatted(before: Project, after: Project) -> Project:
    """Format the Python files that are new, and those that were formatted before.

    A user's file that is written in another style keeps it.
    """
    python = [path for path in after.files if path.endswith(".py")]
    changed = {p: before.text(p) for p in python if before.has(p) and before.files[p] != after.files[p]}
    formatted = edits.format_python(changed, after)
    ours = {path for path, text in changed.items() if formatted[path] == text}
    todo = {path: after.text(path) for path in python if path in ours or not before.has(path)}
    for path, text in edits.format_python(todo, after).items():
        after = after.put(path, text)
    return after
