"""Capabilities compose: whatever the order of arrival, the same tree; twice equals once."""

from __future__ import annotations

import random
import re
from itertools import combinations

import pytest

from flaskwright import facts
from flaskwright.capabilities import MENU, SKELETON, Menu
from flaskwright.capability import order
from flaskwright.pristine import PATH, Pristine
from generation import RESOURCES, added, generated

CHOICES = tuple(name for name in MENU if name not in SKELETON)
PAIRS = list(combinations(CHOICES, 2))
SETS = [tuple(sorted(random.Random(seed).sample(CHOICES, 4))) for seed in range(12)]  # noqa: S311
DOWN = re.compile(r"^(down_revision\b.*|Revises:.*)$", re.MULTILINE)


def without_chain(project):
    """The project's files, and the pristine copies of them, with the links between migrations blanked out."""
    files = {path: data for path, data in project.files.items() if path != PATH}
    copies = {f"{PATH}/{path}": data for path, data in Pristine.of(project).files.items()}
    return {
        path: DOWN.sub("", data.decode()).encode() if "/versions/" in path else data
        for path, data in (files | copies).items()
    }


def same_but_for_the_chain(one, other):
    left, right = without_chain(one), without_chain(other)
    differing = {p for p in left.keys() | right.keys() if left.get(p) != right.get(p)}
    assert not differing, {
        p: (left.get(p, b"").decode(errors="replace"), right.get(p, b"").decode(errors="replace"))
        for p in sorted(differing)[:2]
    }


def allowed_first(one, other):
    """Say whether `one` may arrive before `other`: it does not need it."""
    return other not in order(Menu(), [one])


@pytest.mark.parametrize("name", CHOICES)
def test_twice_equals_once(name):
    once = generated(name)
    capability = Menu()[name]

    again = capability.apply(once, facts.read(once), capability.read_options({}))

    assert not once.steps
    assert again.files == once.files


@pytest.mark.parametrize(("one", "other"), PAIRS, ids="-".join)
def test_a_pair_arrives_in_any_order(one, other):
    if not {one, other} & set(Menu()[one].conflicts + Menu()[other].conflicts):
        together = generated(one, other)

        assert not together.steps
        assert added(generated(one), other).files == together.files
        if allowed_first(other, one):
            same_but_for_the_chain(added(generated(other), one), together)


@pytest.mark.parametrize("names", SETS, ids="-".join)
def test_a_set_arrives_in_any_order(names):
    together = generated(*names)
    shuffled = list(names)
    random.Random("-".join(names)).shuffle(shuffled)  # noqa: S311
    project = generated()
    for name in shuffled:
        project = added(project, name)

    assert not project.steps
    same_but_for_the_chain(project, together)


@pytest.mark.parametrize("name", CHOICES)
def test_a_capability_arrives_before_or_after_the_resources(name):
    resources = tuple(RESOURCES)
    together = generated("resource", name, resources=resources)

    assert not together.steps
    same_but_for_the_chain(added(generated("resource", resources=resources), name), together)


def test_resources_arrive_one_by_one():
    project = generated("resource", "forms", "api", "admin")
    for name in RESOURCES:
        project = added(project, resources=(name,))

    assert project.files == generated("resource", "forms", "api", "admin", resources=tuple(RESOURCES)).files
