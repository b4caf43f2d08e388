"""Every type of field, with every mark that it takes: migrated, stored, sent, shown."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache

import pytest

from flaskwright import fields
from flaskwright.capabilities import SKELETON, Menu
from flaskwright.capability import Wanted, run
from flaskwright.project import Project
from generation import APP, split, written
from running import PYTEST
from test_composition import same_but_for_the_chain

# A resource's name, and its fields. What needs accounts or uploads stands below.
PLAIN = """
Kind: name:string(80)!:unique slug:slug
Mark: name:string(40)!:unique about:text?
Plain: name:string(80)! line:string text:text size:integer views:bigint price:decimal(10,2) weight:float
    active:boolean day:date moment:datetime clock:time code:uuid extra:json status:enum(draft,live,sold-out)
    mail:email home:url
Maybe: line:string(20)? body:text? size:integer? views:bigint? price:decimal? weight:float? active:boolean? day:date?
    moment:datetime? clock:time? code:uuid? extra:json? status:enum(draft,live)? mail:email? home:url?
Usual: title:string(80)! line:string:=in_stock body:text:=hello
    size:integer:=7 views:bigint:=0 price:decimal(8):=5 weight:float:=1.5
    active:boolean:=true day:date:=today past:date:=2027-01-31 moment:datetime:=now then:datetime:=2027-01-31T12:00:30Z
    clock:time:=09:30 code:uuid:=random extra:json:={} status:enum(draft,live):=live mail:email:=hello@example.com
    home:url:=https://example.com/
Unique: label:string(60):unique size:integer?:unique views:bigint:unique:max=9007199254740991
    price:decimal(15,4):unique weight:float:unique day:date:unique moment:datetime:unique clock:time?:unique
    code:uuid:unique mail:email:unique home:url?:unique number:integer:min=1:max=120:unique
    part:decimal(4,2):min=0:max=2:unique
Bound: subject:string(80):min=3:max=40 letter:string(1) body:text:max=200 size:integer:min=-5:max=5:=-5
    views:bigint:min=9007199254740000 price:decimal(10,2):min=0.01:max=9999.99:=1.50 weight:float:min=0:max=0.5
    day:date?:index status:enum(draft,live):index line:string:index
Twig: title:string(60)! kind:ref(Kind) other:ref(Kind)? single:ref(Mark):unique above:ref(Twig)? marks:many(Mark)
    more:many(Kind) friends:many(Twig)
Leaf: twig:ref(Twig,cascade) number:integer:min=1 price:decimal(10,2)
TheVeryLongNameOfAnotherThing1: long_name_of_a_field_xx:string long_name_of_a_field_x2:integer?
"""
OWNED = """
Note: title:string(80)! owner:ref(User) kind:ref(Kind)?
Letter: subject:string(80)! sender:ref(User,private) reader:ref(User)? note:ref(Note)?
Line: letter:ref(Letter,cascade) kind:ref(Kind) text:string(60)!
Remark: note:ref(Note,cascade) author:ref(User) body:text
Reply: remark:ref(Remark,cascade) text:text?
"""
KEPT = """
Album: name:string(60)! slug:slug cover:image? photo:image paper:file? scan:file
"""
EVERY = PLAIN + OWNED + KEPT


def declared(text: str) -> list[fields.Resource]:
    """Read resources that are written as above."""
    lines = re.sub(r"\n +", " ", text).split("\n")
    parts = [line.partition(":") for line in lines if line]
    return [fields.parse_resource(name, words.split()) for name, _, words in parts]


@cache
def project(capabilities: tuple[str, ...], text: str) -> Project:
    """Give an application with resources, written as above."""
    names = dict(map(split, (*SKELETON, *capabilities))) | {"app": APP}
    return run(Menu(), Project(), Wanted(names, declared(text)))


def everything() -> Project:
    """Give an application with all of them, and all that a resource appears in."""
    return project(("resource", "uploads", "roles", "api", "admin"), EVERY)


def folders(text):
    return [f"tests/{resource.package}" for resource in declared(text)]


def call(folder, *command, **environment):
    """Run a tool of an application and give what it printed; it must not fail."""
    clean = {
        k: v for k, v in os.environ.items() if not k.startswith(("FLASK_", "APP_ENV", "COV_", "PYTEST_"))
    }
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env=clean | {"APP_ENV": "development"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stdout[-20_000:]
    return done.stdout


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """Write the application that has everything."""
    assert not everything().steps
    return written(everything(), tmp_path_factory.mktemp("everything") / "shop")


@pytest.fixture
def url(request, tmp_path):
    """Give the address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/shop.sqlite3"
    return request.getfixturevalue(request.param)


SERVERS = [pytest.param(name, marks=pytest.mark.services) for name in ("postgresql", "mariadb")]


@pytest.mark.parametrize("name", ["Mysql", "Postgresql"])
def test_a_migration_imports_the_dialects_that_it_uses(name):
    """A table of that name is in its constraints' names and foreign keys, and is no dialect."""
    files = project(("resource",), f"{name}: title:string\nPart: of:ref({name})").files
    migrations = [data.decode() for path, data in files.items() if path.startswith("migrations/versions/")]

    for text in migrations:
        imported = re.search(r"^from sqlalchemy.dialects import (.+)$", text, flags=re.MULTILINE)
        for dialect in imported[1].split(", ") if imported else ():
            assert re.search(rf"\b{dialect}\.[A-Z]", text)
    assert any("ForeignKey" in text for text in migrations)


def test_every_type_with_every_mark_is_there():
    every = [f for resource in declared(EVERY) for f in resource.fields]
    kinds = {f.kind for f in every}

    assert {kind.name for kind in kinds} == set(fields.TYPES)
    for kind in kinds:
        of_kind = [f for f in every if f.kind is kind]
        assert not kind.defaults or any(f.default is not None for f in of_kind), kind.name
        assert not kind.unique or kind.name == "slug" or any(f.unique or f.index for f in of_kind), kind.name
        assert not kind.bounds or any(f.minimum or f.maximum for f in of_kind), kind.name
        assert kind.name in {"many", "slug"} or any(f.nullable for f in of_kind), kind.name
        assert any(not f.nullable for f in of_kind), kind.name


@pytest.mark.apps
def test_it_is_formatted_linted_and_typed(app, tmp_path):
    call(app, "ruff", "format", "--check", "--no-cache", ".")
    call(app, "ruff", "check", "--no-cache", ".")
    call(app, "mypy", "--cache-dir", str(tmp_path))


@pytest.mark.apps
@pytest.mark.parametrize("url", ["sqlite", *SERVERS], indirect=True)
def test_models_and_migrations_agree(app, url):
    for command in (["upgrade"], ["check"], ["downgrade", "base"], ["upgrade"], ["check"]):
        printed = call(app, "flask", "--app", "wsgi", "db", *command, DATABASE_URL=url)

    assert "No new upgrade operations detected" in printed
    call(app, "flask", "--app", "wsgi", "seed", DATABASE_URL=url)


@pytest.mark.apps
def test_without_accounts_its_tests_pass(tmp_path):
    plain = project(("resource", "forms", "api"), PLAIN)
    assert not plain.steps
    call(written(plain, tmp_path / "shop"), *PYTEST, *folders(PLAIN))


@pytest.mark.apps
@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_with_everything_its_tests_pass(app):
    call(app, *PYTEST, "tests/test_csrf.py", *folders(EVERY))


@pytest.mark.apps
@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("url", SERVERS, indirect=True)
def test_every_server_keeps_what_is_sent(app, url):
    names = ("test_models", "test_services", "test_lists", "test_forms")
    files = [f"{folder}/{name}.py" for folder in folders(EVERY) for name in names]
    call(app, *PYTEST, *files, TEST_DATABASE_URL=url)


@pytest.mark.parametrize("late", ["forms", "login", "roles", "api", "uploads", "admin"])
def test_what_comes_later_finds_the_same(late):
    before = project(("resource",), PLAIN)
    together = project(("resource", late), PLAIN)

    assert not together.steps
    same_but_for_the_chain(run(Menu(), before, Wanted({late: {}})), together)


@pytest.mark.parametrize("late", ["roles", "api", "uploads", "admin"])
def test_owners_find_the_same(late):
    before = project(("resource", "login"), PLAIN + OWNED)
    together = project(("resource", "login", late), PLAIN + OWNED)

    assert not together.steps
    same_but_for_the_chain(run(Menu(), before, Wanted({late: {}})), together)


def test_resources_come_one_by_one():
    together = everything()
    one_by_one = project(("resource", "uploads", "roles", "api", "admin"), "")
    for resource in declared(EVERY):
        one_by_one = run(Menu(), one_by_one, Wanted(resources=[resource]))

    assert one_by_one.files == together.files


def test_a_repository_lies_below_every_service():
    layered = project(("resource:layers=repository", "roles"), PLAIN + OWNED)

    assert not layered.steps
    for resource in declared(PLAIN + OWNED):
        text = layered.text(f"shop/{resource.package}/services.py")
        assert "db.session.add" not in text
        assert "db.session.delete" not in text
        assert "repositories.add(" in text
