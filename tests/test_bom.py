from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from flaskwright import bom
from flaskwright.errors import UsageError

ALL = list(bom.packages().values())


@pytest.mark.parametrize("package", ALL, ids=lambda package: package.name)
def test_the_version_that_was_run_is_within_the_limits(package):
    requirement = Requirement(bom.requirement(package.name))
    assert requirement.name == canonicalize_name(package.name) == package.name
    assert requirement.specifier.contains(Version(package.version), prereleases=True)
    assert package.recommend in {"default", "offered", "avoid", "tool"}
    assert package.note or package.recommend != "avoid", "say what to take instead"


@pytest.mark.parametrize("package", ALL, ids=lambda package: package.name)
def test_what_is_installed_here_is_what_was_run(package):
    try:
        installed = version(package.name)
    except PackageNotFoundError:
        pytest.skip("not installed here")
    assert Requirement(bom.requirement(package.name)).specifier.contains(installed, prereleases=True)


def test_the_two_caps_that_are_set_by_hand():
    assert bom.requirement("wtforms") == "wtforms>=3.3,<3.4"
    assert bom.requirement("redis") == "redis>=7.4,<8"


def test_a_requirement_has_its_limits_and_extras():
    assert bom.requirement("flask-login") == "flask-login>=0.6.3,<0.7"
    assert bom.requirement("Flask_Login") == "flask-login>=0.6.3,<0.7"
    assert bom.requirement("flask-security[mfa, common]") == "flask-security[common,mfa]>=5.9,<5.10"
    assert re.match(r"psycopg\[binary\]>=3", bom.requirement("psycopg[binary]"))


@pytest.mark.parametrize("name", ["left-pad", "flask>=3", "", "a b"])
def test_what_was_not_tested_is_refused(name):
    with pytest.raises(UsageError):
        bom.requirement(name)


def test_the_table_is_sorted():
    assert list(bom.packages()) == sorted(bom.packages())


def test_what_the_set_does_not_have_comes_with_its_own_limits():
    assert bom.requirement("humanize >=4.9, <5") == "humanize>=4.9,<5"
    assert bom.requirement("Some_Kit[fast]~=2.1") == "some-kit[fast]~=2.1"
    with pytest.raises(UsageError, match="humanize is not in the tested set; give its versions too"):
        bom.requirement("humanize")
    with pytest.raises(
        UsageError, match=r"flask is in the tested set, which gives its versions; leave >=2 out"
    ):
        bom.requirement("flask>=2")
