"""Names that follow from a resource's name meet nothing else in what is generated."""

from __future__ import annotations

import ast
import re

import jinja2
import pytest
from factory import Factory
from flask_wtf import FlaskForm
from marshmallow import Schema

from flaskwright import fields
from flaskwright.capabilities import Menu
from flaskwright.capability import Wanted, run
from flaskwright.errors import UsageError
from flaskwright.fields import names
from flaskwright.project import Project
from generation import APP

LONGEST_LINE = 88  # of generated code
PLAIN = [name for name in fields.TYPES if name not in {"ref", "many", "enum"}]
PERSON = fields.parse_resource("Quokka", ["name:string(30)!"])
OWN = re.compile(r"zebra|quokka|stripe|\Af\d+|_\d\Z|\A(test)?_", re.IGNORECASE)


def striped(layers, *capabilities, owner=()):
    """Give a project with a resource that has a field of every type, something above it, and something below."""
    every = [f"f{number}:{name}{'' if name == 'slug' else '?'}" for number, name in enumerate(PLAIN)]
    refers = ["f80:ref(Quokka)!", "f81:ref(Zebra)?", "f82:enum(a,b)!", "quokkas:many(Quokka)"]
    asked = [
        PERSON,
        fields.parse_resource("Zebra", ["f70:string(80)!:unique", *every, *refers, *owner]),
        fields.parse_resource("Stripe", ["zebra:ref(Zebra,cascade)!", "f1:string?"]),
    ]
    every_one = {"app": APP} | {name: {} for name in capabilities} | {"resource": {"layers": layers}}
    return run(Menu(), Project(), Wanted(every_one, asked))


def names_in(path, text):
    """Give the names that a module or a page binds or reads."""
    if path.endswith(".html"):
        tree = jinja2.Environment(autoescape=True).parse(text)
        imported = [name for found in tree.find_all(jinja2.nodes.FromImport) for name in found.names]
        found = {name.name for name in tree.find_all(jinja2.nodes.Name)}
        return found | {name[1] if isinstance(name, tuple) else name for name in imported}
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
    return found


@pytest.mark.parametrize(("layers", "flags"), [("service", ""), ("repository", ",private")])
def test_no_row_and_no_model_has_a_name_that_stands_beside_it(layers, flags):
    everything = [name for name in Menu() if name not in {"app", "resource"}]
    project = striped(layers, *everything, owner=[f"f83:ref(User{flags})!"])
    beside, classes = set(), set()
    for path, data in project.files.items():
        if str(path).endswith((".py", ".html")) and "migrations" not in str(path):
            found = names_in(str(path), data.decode())
            beside |= found if "zebra" in found else set()
            classes |= found if "Zebra" in found else set()

    rows = {name for name in beside if re.fullmatch("[a-z][a-z0-9_]*", name) and not OWN.search(name)}
    assert rows - names.SPOKEN == set()
    assert {name for name in classes if name[0].isupper() and not OWN.search(name) and may_be(name)} == set()


def test_no_field_has_a_name_that_its_class_reads():
    project = striped("service", "api", "forms", "uploads", "login")
    read = {
        node.id
        for path in (f"shop/zebras/{name}.py" for name in ("models", "forms", "schemas"))
        for made in ast.walk(ast.parse(project.files[path]))
        if isinstance(made, ast.ClassDef)
        for line in made.body
        if isinstance(line, ast.Assign | ast.AnnAssign)
        for node in ast.walk(line)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }

    assert {"dt", "mapped_column", "or_none", "relationship", "uuid4"} & read
    for name in [*read, "utc_now", "today", "yes_no_or_none"]:
        if re.fullmatch("[a-z][a-z0-9_]*", name) and not OWN.search(name) and name != "services":
            with pytest.raises(UsageError):
                names.check_field(name)


@pytest.mark.parametrize("base", [Factory, FlaskForm, Schema])
def test_no_field_has_a_name_that_its_class_inherits(base):
    for name in dir(base):
        if re.fullmatch("[a-z][a-z0-9_]*", name):
            with pytest.raises(UsageError):
                names.check_field(name)


@pytest.mark.parametrize("name", ["Address", "Request", "Transaction", "Client", "Price"])
def test_a_row_takes_another_name_where_its_own_is_taken(name):
    resource = fields.parse_resource(name, ["price:integer"])

    assert resource.variable == f"the_{resource.table}"
    assert resource.package.startswith(resource.table)


def test_the_longest_names_fit_into_docstrings():
    above = fields.parse_resource(f"Parent{'x' * 24}", ["name:string!", "owner:ref(User,private)!"])
    below = fields.parse_resource(f"Below{'x' * 25}", [f"parent_{'y' * 13}:ref({above.name},cascade)!"])
    asked = {"app": APP, "login": {}, "roles": {}, "forms": {}, "admin": {}, "api": {}, "resource": {}}
    project = run(Menu(), Project(), Wanted(asked, [above, below]))

    long = [
        f"{path}: {line}"
        for path, data in project.files.items()
        if str(path).startswith("shop/") and str(path).endswith(".py")
        for line in data.decode().splitlines()
        if len(line) > LONGEST_LINE and '"""' in line
    ]
    assert not long


CLASHES = {
    # resources that cannot stand together, and what the line must say
    ("Order line_number:integer:index", "OrderLine number:integer:index"): "ix_order_line_number",
    ("Order line_item:ref(Item)", "OrderLine item:ref(Item)"): "ix_order_line_item_id",
    ("Order line_number:integer:unique", "OrderLine number:integer:unique"): "uq_order_line_number",
    ("Post items:many(Item)", "PostItems name:string"): "post_items in the database",
    ("Order status:enum(open,paid)", "OrderStatus name:string"): "what the status of Order can be",
    (
        "Order lines:integer",
        "OrderLine order:ref(Order,cascade)",
    ): "the lines of Order, which has lines already",
    (
        "Order name:string",
        "OrderLine order:ref(Order,cascade)",
        "Line order:ref(Order,cascade)",
    ): "the lines of",
}


@pytest.mark.parametrize("words", CLASHES)
def test_two_resources_do_not_have_the_same_name_for_something(words):
    found = [fields.parse_resource(*split) for split in ((w.split()[0], w.split()[1:]) for w in words)]
    known = {resource.name: resource for resource in [fields.parse_resource("Item", ["name:string"]), *found]}

    with pytest.raises(UsageError, match=re.escape(CLASHES[words])):
        fields.check_known(found[-1], known, users=False, uploads=False)


@pytest.mark.parametrize(
    "name", ["AccountEvent", "Check", "CSV", "Metric", "ColumnType", "Row", "Seed", "UserToken", "Value"]
)
def test_what_generated_code_calls_its_own_is_refused(name):
    with pytest.raises(UsageError, match="take another name"):
        names.check_resource(name)


def may_be(name):
    """Tell whether a resource may have a name."""
    try:
        names.check_resource(name)
    except UsageError:
        return False
    return True
