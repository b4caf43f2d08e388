from __future__ import annotations

import pytest

from flaskwright.facts import protobuf
from following import routes


def varint(number):
    parts = []
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*parts, number])


def put(number, value):
    """Write a field as Protocol Buffers do: a number as such, text and bytes with their length."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def field(name, number, kind, *, of="", repeated=False, default="", extends=""):
    return b"".join(
        [
            put(1, name), put(2, extends) if extends else b"", put(3, number), put(4, 3 if repeated else 1),
            put(5, kind), put(6, of) if of else b"", put(7, default) if default else b"",
        ]
    )  # fmt: skip


def message(name, *fields, nested=()):
    return put(1, name) + b"".join(put(2, one) for one in fields) + b"".join(put(3, one) for one in nested)


OPTIONS = b"".join(
    [
        put(1, "rpc.proto"), put(2, "shop"),
        put(4, message("Rpc", field("endpoints", 1, 11, of=".shop.Endpoint", repeated=True), field("title", 2, 9))),
        put(4, message("Endpoint", field("method", 1, 9, default="POST"), field("path", 2, 9), field("old", 3, 8))),
        put(7, field("rpc", 50001, 11, of=".shop.Rpc", extends=".google.protobuf.MethodOptions")),
        put(7, field("other", 50002, 9, extends=".google.protobuf.FieldOptions")),
    ]
)  # fmt: skip


def method(name, takes, *endpoints):
    rpc = b"".join(put(1, b"".join(put(n, v) for n, v in one.items())) for one in endpoints)
    return put(1, name) + put(2, takes) + put(3, ".shop.Nothing") + put(4, put(50001, rpc))


SERVICE = b"".join(
    [
        put(1, "service.proto"), put(2, "shop"), put(3, "rpc.proto"),
        put(4, message("GetItem", field("id", 1, 5), nested=[message("Response")])), put(4, message("AddItem")),
        put(4, message("Nothing")),
        put(6, put(1, "Shop")
            + put(2, method("getItem", ".shop.GetItem", {1: "GET", 2: "/items/<id>"}, {1: "GET", 2: "/item/<id>"}))
            + put(2, method("addItem", ".shop.AddItem", {2: "/items"}))),
    ]
)  # fmt: skip

HEAD = "from google.protobuf import descriptor_pool as _descriptor_pool\n"
OF_OLD = {
    "rpc_pb2.py": f"{HEAD}DESCRIPTOR = _descriptor_pool.Default().AddSerializedFile({OPTIONS!r})\n"
    "rpc = DESCRIPTOR.extensions_by_name['rpc']\n",
    "service_pb2.py": f"{HEAD}from google.protobuf import message as _message, reflection as _reflection\n"
    "from google.protobuf import service as _service, service_reflection\nimport rpc_pb2\n"
    f"DESCRIPTOR = _descriptor_pool.Default().AddSerializedFile({SERVICE!r})\n"
    + "".join(
        f"{name} = _reflection.GeneratedProtocolMessageType('{name}', (_message.Message,), "
        f"{{'DESCRIPTOR': DESCRIPTOR.message_types_by_name['{name}'], '__module__': 'service_pb2'}})\n"
        for name in ("GetItem", "AddItem")
    )
    + "Shop = service_reflection.GeneratedServiceType('Shop', (_service.Service,), dict(\n"
    "  DESCRIPTOR = DESCRIPTOR.services_by_name['Shop'], __module__ = 'service_pb2'))\n",
}
_BUILT = (
    "from google.protobuf.internal import builder as _builder\n_globals = globals()\n"
    "_builder.BuildMessageAndEnumDescriptors(DESCRIPTOR, _globals)\n"
    "_builder.BuildTopDescriptorsAndMessages(DESCRIPTOR, 'x_pb2', _globals)\n"
    "_builder.BuildServices(DESCRIPTOR, 'x_pb2', _globals)\n"
)
OF_LATER = {
    "rpc_pb2.py": f"{HEAD}DESCRIPTOR = _descriptor_pool.Default().AddSerializedFile({OPTIONS!r})\n{_BUILT}",
    "service_pb2.py": f"{HEAD}DESCRIPTOR = _descriptor_pool.Default().AddSerializedFile({SERVICE!r})\n{_BUILT}",
}
APP = """
from flask import Flask
import rpc_pb2
from service_pb2 import AddItem, GetItem, Shop

app = Flask(__name__, static_folder=None)


def get_item(): ...
def add_item(): ...


HANDLERS = {GetItem: get_item, AddItem: add_item}


def endpoints(service):
    found = []
    for method in service.DESCRIPTOR.methods:
        for endpoint in method.GetOptions().Extensions[rpc_pb2.rpc].endpoints:
            handler = HANDLERS[service().GetRequestClass(method)]
            found.append((f"/api{endpoint.path}", handler, [endpoint.method]))
    return found


for path, handler, methods in endpoints(Shop):
    app.add_url_rule(path, handler.__name__, handler, methods=methods)
"""


@pytest.mark.parametrize("compiled", [OF_OLD, OF_LATER], ids=["old", "later"])
def test_a_service_is_served_as_its_options_say(compiled):
    assert routes({**compiled, "app.py": APP}) == [
        "GET /api/item/<id> get_item",
        "GET /api/items/<id> get_item",
        "POST /api/items add_item",
    ]


@pytest.mark.parametrize("data", [b"\xff", b"\x0a\xff", SERVICE[:-3], b"\x0b", b"\x80" * 20, b"\x09a"])
def test_bytes_that_are_no_descriptor_are_unknown(data):
    with pytest.raises(ValueError, match="no message"):
        protobuf.read_file(data)
    source = OF_OLD["service_pb2.py"].replace(repr(SERVICE), repr(data))

    assert routes({**OF_OLD, "service_pb2.py": source, "app.py": APP}) == [" /api{?} get_item"]


@pytest.mark.parametrize(
    "options", [b"\xff", put(50001, 7), put(50001, b"\xff"), put(50001, put(1, b"\xff"))]
)
def test_options_that_are_damaged_are_unknown(options):
    damaged = put(1, "service.proto") + put(2, "shop") + put(4, message("GetItem"))
    damaged += put(6, put(1, "Shop") + put(2, put(1, "getItem") + put(2, ".shop.GetItem") + put(4, options)))
    source = OF_LATER["service_pb2.py"].replace(repr(SERVICE), repr(damaged))
    found = routes({**OF_LATER, "service_pb2.py": source, "app.py": APP})

    assert found in ([], [" /api{?} get_item"])


@pytest.mark.parametrize("key", ["rpc_pb2.other", "[]", "unknown", "'rpc'"])
def test_an_option_that_is_none_of_a_method_is_unknown(key):
    source = APP.replace("Extensions[rpc_pb2.rpc]", f"Extensions[{key}]")

    assert "{?}" in routes({**OF_OLD, "app.py": source})[0]


def test_what_is_no_constant_is_unknown():
    source = OF_OLD["service_pb2.py"].replace(repr(SERVICE), "unknown()")

    assert routes({**OF_OLD, "service_pb2.py": source, "app.py": APP}) == [" /api{?} get_item"]


def test_a_method_of_no_service_takes_something_unknown():
    source = (
        "from flask import Flask\nfrom service_pb2 import Shop\napp = Flask(__name__, static_folder=None)\n"
    )
    source += "app.add_url_rule('/a', Shop().GetRequestClass(None), Shop)\n"

    assert routes({**OF_OLD, "app.py": source}) == ["GET /a {?}"]


def test_a_file_tells_its_messages_services_and_extensions():
    file = protobuf.read_file(SERVICE)

    assert [one.name for one in file.messages] == [
        ".shop.GetItem", ".shop.GetItem.Response", ".shop.AddItem", ".shop.Nothing",
    ]  # fmt: skip
    assert [(s.name, [(m.name, m.takes, m.gives) for m in s.methods]) for s in file.services] == [
        (
            ".shop.Shop",
            [("getItem", ".shop.GetItem", ".shop.Nothing"), ("addItem", ".shop.AddItem", ".shop.Nothing")],
        )
    ]
    assert [one.extendee for one in protobuf.read_file(OPTIONS).extensions] == [
        ".google.protobuf.MethodOptions", ".google.protobuf.FieldOptions",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        (9, put(1, "text"), ["text"]),
        (12, put(1, b"\xff"), [b"\xff"]),
        (8, put(1, 1) + put(1, 0), [True, False]),
        (5, put(1, 300), [300]),
        (1, varint(1 << 3 | 1) + b"\0\0\0\0\0\0\xf8\x3f", [1.5]),
        (2, varint(1 << 3 | 5) + b"\0\0\xc0\x3f", [1.5]),
        (7, varint(1 << 3 | 5) + b"\x01\0\0\0", [1]),
        (11, put(1, b"inner"), [b"inner"]),
        (9, put(1, 1), []),
        (5, put(1, "text"), []),
        (1, varint(1 << 3 | 5) + b"\0\0\0\0", []),
    ],
)
def test_values_of_each_kind(kind, data, expected):
    one = protobuf.Field("x", 1, repeated=True, type=kind, type_name="", default="")

    assert list(protobuf.values(data, (one,))) == [(one, expected)]


@pytest.mark.parametrize(
    ("kind", "written", "expected"),
    [(9, "a", "a"), (12, "a", b"a"), (8, "true", True), (8, "", False), (5, "", 0), (11, "", None)],
)
def test_what_is_not_set_has_its_default(kind, written, expected):
    one = protobuf.Field("x", 1, repeated=False, type=kind, type_name="", default=written)

    assert protobuf.default(one) == expected
