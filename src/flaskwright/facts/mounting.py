"""Where blueprints stand: which application or blueprint each is registered on, with which prefix and name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flaskwright.facts.abstract.values import Object, Value, as_str, pieces, text

if TYPE_CHECKING:
    from flaskwright.facts.frameworks.recogniser import Mount
    from flaskwright.facts.tracing import Trace

_DEEPEST = 12


@dataclass(frozen=True)
class Under:
    """What a site's rules get from where it is registered; `chain` has the application, then blueprint in blueprint."""

    app: str
    prefix: Value = None
    name: tuple[Value, ...] = ()
    subdomain: Value = None
    condition: tuple[str, ...] = ()
    reachable: bool = True
    chain: tuple[Object, ...] = ()


def sites(trace: Trace) -> Iterator[tuple[Object, Under, Mount | None]]:
    """Give every application and blueprint with what it stands under and the registration that put it there."""
    mounted: set[int] = set()
    apps = [app for app in trace.of_kind("app") if not app.model.more.get("stand_in")]
    for app in [*apps, *_adopted(trace, apps)]:
        under = Under(app_name(app), reachable=app.model.reached, condition=app.model.condition, chain=(app,))
        yield from _walk(app, under, None, mounted, 0)
    blueprints = trace.of_kind("blueprint")
    children = {id(mount.child) for blueprint in blueprints for mount in blueprint.model.mounts}
    for blueprint in blueprints:
        if id(blueprint) not in mounted and id(blueprint) not in children:
            under = Under(
                "", blueprint.model.prefix, _named(blueprint, None), reachable=False, chain=(blueprint,)
            )
            yield from _walk(blueprint, under, None, mounted, 0)


def _adopted(trace: Trace, apps: list[Object]) -> list[Object]:
    """Give the stand-ins for applications: those for `current_app` are the main one where it is clear."""
    found = [app for app in trace.of_kind("app") if app.model.more.get("stand_in")]
    real = [app for app in apps if app.model.reached]
    for stand_in in found:
        if stand_in.model.more.get("current") and len(real) == 1:
            stand_in.at, stand_in.variable = real[0].at, real[0].variable
        else:
            stand_in.model.reached = False
    return found


def app_name(app: Object) -> str:
    """Give the name by which routes say which application they belong to: its place and variable."""
    return f"{app.at.path}:{app.variable or 'app'}"


def _walk(
    site: Object, under: Under, mount: Mount | None, mounted: set[int], depth: int
) -> Iterator[tuple[Object, Under, Mount | None]]:
    yield site, under, mount
    for inner in site.model.mounts if depth < _DEEPEST else ():
        mounted.add(id(inner.child))
        yield from _walk(inner.child, _inner(inner, under), inner, mounted, depth + 1)


def _inner(mount: Mount, under: Under) -> Under:
    child = mount.child
    prefix = child.model.prefix if mount.prefix is None else mount.prefix
    if prefix is not None and under.prefix is not None:
        prefix = join(under.prefix, prefix)
    elif prefix is None:
        prefix = under.prefix
    subdomain = child.model.subdomain if mount.subdomain is None else mount.subdomain
    return Under(
        under.app, prefix, (*under.name, *_named(child, mount.name)), subdomain or under.subdomain,
        (*under.condition, *mount.condition), under.reachable, (*under.chain, child),
    )  # fmt: skip


def _named(blueprint: Object, name: Value) -> tuple[Value, ...]:
    own = blueprint.model.name if name is None else name
    return () if own is None else (own,)


def join(prefix: Value, rule: Value) -> Value:
    """Join a prefix and a rule as Flask does: with one slash between; an empty rule is the prefix."""
    if as_str(rule) == "":
        return prefix
    left, right = pieces(prefix), pieces(rule)
    if left and isinstance(left[-1], str):
        left[-1] = left[-1].rstrip("/")
    if right and isinstance(right[0], str):
        right[0] = right[0].lstrip("/")
    return text([*left, "/", *right])
