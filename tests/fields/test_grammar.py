"""The grammar of a field: what it reads, what it writes, what it refuses."""

import ast
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flaskwright.errors import UsageError
from flaskwright.fields import TYPES, Field, make_resource, parse, parse_declaration

VALID = """
name:string name:string(80) name:string(80)! name:string(80):unique name:string(80):min=3:max=40
nick:string(20)? state:string:index:=in_stock body:text body:text? body:text:max=200
stock:integer:min=0:=0 stock:integer=7 rank:integer?:unique level:integer:min=-5:max=5:=-5
views:bigint:=0 views:bigint:max=9007199254740991
price:decimal(10,2) price:decimal price:decimal(8) price:decimal(10,2):min=0.01:max=9999.99:=1.50
weight:float weight:float:min=0 weight:float?:max=0.5 active:boolean active:boolean:=true seen:boolean?
day:date day:date:=today day:date:=2027-01-31 date:date date:date?:index
at:datetime at:datetime:=now at:datetime:=2027-01-31T12:00Z at:datetime:=2027-01-31T12:00:30Z
opens:time opens:time:=09:30 time:time? code:uuid code:uuid:=random code:uuid:unique
extra:json extra:json? extra:json:={} status:enum(draft,live) status:enum(draft,live,sold-out):index:=live
mail:email mail:email:unique home:url home:url? slug:slug slug:slug(60) paper:file photo:image?
category:ref(Category) category:ref(Category)? order:ref(Order,cascade) owner:ref(User) owner:ref(User,private)
profile:ref(Profile):unique tags:many(Tag)
""".split()  # noqa: SIM905 (words read better than strings)

EVERY_TYPE = (
    "enum(draft,live)",
    "ref(Category)",
    "many(Tag)",
    *(n for n in TYPES if n not in {"enum", "ref", "many"}),
)

# What is wrong, and a word of the message that says so.
WRONG = {
    "": "no field",
    "name": "write name:type",
    "name:": "write name:type",
    "Name:string": "as in name",
    "unitPrice:decimal": "as in unit_price",
    "2nd:string": "lower case",
    "naïve:string": "lower case",
    "a__b:string": "lower case",
    "id:integer": "every resource",
    "created_at:datetime": "every resource",
    "class:string": "word of Python",
    "metadata:json": "SQLAlchemy",
    "query:string": "SQLAlchemy",
    "registry:string": "SQLAlchemy",
    "data:json": "WTForms",
    "validate:boolean": "WTForms",
    "fields:string": "marshmallow",
    "int:integer": "Python",
    "page:integer": "list's address",
    f"{'x' * 31}:string": "longer than 30",
    "name:strin": "did you mean string",
    "name:varchar": "there are string",
    "name:String": "did you mean string",
    "name:(80)": "start with a type",
    "name:string(80": "parentheses",
    "name:string(80)(90)": "parentheses",
    "name:string(0)": "one length",
    "name:string(x)": "one length",
    "name:string(-1)": "one length",
    "name:string(80,2)": "one length",
    "name:string(9999)": "one length",
    "level:integer:min=1:max=5:unique": "room for 5 rows only",
    "letter:string(1):unique": "room for 10 rows only",
    "status:enum(draft,live):unique": "room for 2 rows only",
    "name:string()": "one length",
    "name:string(²)": "one length",
    "name:string(1000):unique": "at most 768",
    "name:string!?": "one mark too many",
    "name:string!!": "one mark too many",
    "name:string:required": "is written !",
    "name:string:nullable": "is written ?",
    "name:string:default=x": "is written = value",
    "name:string:uniqe": "did you mean unique",
    "name:string:primary": "no modifier",
    "name:string:unique:unique": "given twice",
    "name:string:unique:index": "leave out index",
    "name:string:min=": "needs a number",
    "name:string:min=x": "no length",
    "name:string(5):min=9": "no length",
    "name:string(5):max=9": "no length",
    "name:string:min=9:max=3": "no text is at least",
    "name:string(3):=four": "default",
    "name:string?:=x": "never null",
    "name:string:=a\nb": "one line",
    "body:text(20)": "nothing in parentheses",
    "body:text:unique": "cannot be unique",
    "body:text:max=99999": "every database holds",
    "stock:integer(4)": "nothing in parentheses",
    "stock:integer:min=1.5": "no whole number",
    "stock:integer:max=3000000000": "32 bits",
    "stock:integer:min=5:max=5": "less than",
    "stock:integer:=many": "whole number",
    "stock:integer:min=1:=0": "within its bounds",
    "stock:integer=0 min=0": "default",
    "views:bigint:max=9223372036854775808": "64 bits",
    "price:decimal(20,2)": "15 digits",
    "price:decimal(4,5)": "after the point",
    "price:decimal(a,b)": "as in decimal(10,2)",
    "price:decimal(1,2,3)": "as in decimal(10,2)",
    "price:decimal(10,2):min=0.001": "no number of 10 digits",
    "price:decimal(10,2):min=2:max=1": "less than",
    "price:decimal(3,1):=100": "default",
    "price:decimal(10,2):=NaN": "default",
    "price:decimal(10,2):max=1e3": "no number",
    "weight:float:min=nan": "no number",
    "weight:float:min=2:max=1": "less than",
    "weight:float:=inf": "default",
    "active:boolean:=yes": "true or false",
    "active:boolean:unique": "cannot be unique",
    "day:date:=tomorrow": "today or a day",
    "day:date:=2027-02-30": "today or a day",
    "at:datetime:=2027-01-31 12:00": "now or a moment",
    "at:datetime:=2027-13-31T12:00Z": "now or a moment",
    "opens:time:=24:00": "time of day",
    "code:uuid:=abc": "random",
    "extra:json:=[]": "{}",
    "extra:json:index": "cannot be indexed",
    "status:enum": "two words",
    "status:enum(one)": "two words",
    "status:enum(Draft,Live)": "as in sold_out",
    "status:enum(a,a)": "more than once",
    "status:enum(a-b,a_b)": "more than once",
    "status:enum(a,b):=c": "none of a, b",
    "mail:email(80)": "nothing in parentheses",
    "mail:email:=nobody": "address",
    "home:url:=ftp://example.com": "address",
    "home:url:=http://[": "address",
    "slug:slug?": "never null",
    "slug:slug(5)": "20 to",
    "paper:file:unique": "cannot be unique",
    "paper:file:=x": "no default",
    "photo:image:min=3": "no min or max",
    "category:ref": "names a resource",
    "category:ref()": "names a resource",
    "category:ref(category)": "as in Category",
    "category_id:ref(Category)": "without _id",
    "category:ref(Category,cascades)": "says nothing",
    "category:ref(Category,private)": "private goes with the owner",
    "category:ref(Category,cascade)?": "take one of them",
    "category:ref(Category):index": "by itself",
    "owner:ref(User,cascade)": "leave out cascade",
    "owner:ref(User,private)?": "needs its owner",
    "tags:many(Tag)!": "leave out !",
    "tags:many(Tag)?": "leave out ?",
    "tags:many(Tag,cascade)": "takes one name",
    "tags:many(Tag):min=1": "no min or max",
    "tag_ids:many(Tag)": "name the rows",
}


@pytest.mark.parametrize("word", VALID)
def test_a_field_is_read_and_written_back(word: str) -> None:
    field = parse(word)

    assert parse(str(field)) == field
    assert str(parse(str(field))) == str(field)


@pytest.mark.parametrize("word", WRONG)
def test_a_wrong_field_is_refused_in_one_line(word: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(word)

    message = str(caught.value)
    assert WRONG[word] in message
    assert "\n" not in message
    assert len(message) < 240


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("integer min=0 = 0", "stock:integer:min=0:=0"),
        ("integer min=0 =0", "stock:integer:min=0:=0"),
        (" integer!  min=0", "stock:integer:min=0"),
        ("decimal( 10 , 2 )", "stock:decimal(10,2)"),
        ('string = ""', 'stock:string:=""'),
        ("string = 'in stock: yes'", "stock:string:=in stock: yes"),
        ('string = " x "', 'stock:string:=" x "'),
        ("string = \"'quoted'\"", "stock:string:=\"'quoted'\""),
    ],
)
def test_a_specification_spells_with_spaces(written: str, word: str) -> None:
    assert str(parse_declaration("stock", written)) == word


def test_required_is_what_has_no_mark() -> None:
    assert parse("name:string").required
    assert parse("name:string!") == parse("name:string")
    assert not parse("name:string?").required
    assert not parse("name:string:=x").required
    assert not parse("active:boolean").required


names = st.sampled_from(["name", "price", "unit_price", "date", "x1"])
junk = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
pieces = st.lists(
    st.sampled_from(
        [
            *TYPES,
            *"!?:=(), ",
            "min=",
            "max=",
            "unique",
            "index",
            "10,2",
            "0",
            "-1",
            "Tag",
            "User",
            "cascade",
            "today",
        ]
    ),
    max_size=12,
).map("".join)


@given(junk | pieces | st.builds("{}:{}{}".format, names, st.sampled_from(EVERY_TYPE), junk | pieces))
def test_no_text_crashes_the_parser(word: str) -> None:
    try:
        field = parse(word)
    except UsageError as error:
        assert "\n" not in str(error)  # noqa: PT017 (what is raised is one of two right answers)
    else:
        assert parse(str(field)) == field


plain = st.text(string.ascii_letters + string.digits + " .:=()'\"!?-äß€", max_size=20)


@given(st.sampled_from(["", "!"]), st.integers(20, 90), st.booleans(), plain)
def test_any_text_can_be_a_default(mark: str, size: int, index: bool, default: str) -> None:
    quote = '"'
    field = parse(f"name:string({size}){mark}{':index' * index}:={quote}{default}{quote}")

    assert field.default == default
    assert parse(str(field)) == field


numbers = st.integers(-(2**31), 2**31 - 1)


@given(numbers, numbers, numbers, st.sampled_from(["integer", "bigint"]))
def test_samples_are_within_the_bounds(low: int, high: int, default: int, kind: str) -> None:
    low, default, high = sorted((low, default, high))
    if low == high:
        return
    field = parse(f"size:{kind}:min={low}:max={high}:={default}")
    first, other = (int(s.python.text) for s in field.samples(a_resource(field)))

    assert low <= first <= high
    assert low <= other <= high
    assert first != other


@given(st.integers(1, 15), st.integers(0, 15))
def test_decimal_samples_have_the_digits(digits: int, places: int) -> None:
    if places > digits:
        return
    field = parse(f"size:decimal({digits},{places})")
    first, other = field.samples(a_resource(field))

    assert first.form != other.form
    for sample in (first, other):
        whole, _, fraction = (sample.form or "").lstrip("-").partition(".")
        assert len(fraction) == places
        assert len(whole.lstrip("0")) + places <= digits


@given(st.integers(1, 90), st.integers(0, 90), st.integers(0, 10**7))
def test_factory_texts_fit(size: int, least: int, number: int) -> None:
    least = min(least, size)
    field = parse(f"long_field_name:string({size}):min={least}")
    made = eval(f"lambda n: {field.kind.numbered(field, a_resource(field))}")  # noqa: S307 (our own code)

    assert least <= len(made(number % 10 ** min(size, 6))) <= size


def a_resource(*fields: Field):
    return make_resource("Thing", fields)


@pytest.mark.parametrize("word", VALID)
def test_every_piece_of_code_is_python(word: str) -> None:
    field = parse(word)
    extra = [parse("name:string")] if field.name != "name" else []
    resource = a_resource(field, *extra)
    pieces = [
        field.model(resource),
        field.relationship(resource),
        field.form(resource),
        field.schema(resource),
        field.factory(resource),
    ]
    pieces += [s.python for s in field.samples(resource)]

    for piece in pieces:
        if piece is not None:
            ast.parse(piece.text)
            for line in piece.imports:
                ast.parse(line)
    for sample in field.samples(resource):
        ast.parse(sample.json)
    if migration := field.migration(resource):
        ast.parse(migration)
