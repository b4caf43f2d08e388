"""What a compiled Protocol Buffers file declares: messages, services with their methods, and options of one's own.

The compiler writes a file's descriptor as bytes into `..._pb2.py`. Descriptors are messages themselves; only what
tells how a service is served is read (google/protobuf/descriptor.proto has the numbers of the fields).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_VARINT, _LONG, _BYTES, _SHORT = 0, 1, 2, 5
_REPEATED = 3
_BOOL, _STRING, _MESSAGE, _RAW = 8, 9, 11, 12
# Numbers of a fixed size: double, float, and whole ones.
_FIXED = {1: "<d", 2: "<f", 6: "<Q", 7: "<I", 15: "<i", 16: "<q"}
_BITS = 64


@dataclass(frozen=True)
class Field:
    """A field of a message, or an extension of one (`extendee`); `type` is the number that descriptor.proto gives."""

    name: str
    number: int
    repeated: bool
    type: int
    type_name: str
    default: str
    extendee: str = ""


@dataclass(frozen=True)
class Message:
    """A message's full name (".shop.Item") and its fields."""

    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Method:
    """A method of a service: the full names of what it takes and gives, and its options as bytes."""

    name: str
    takes: str
    gives: str
    options: bytes


@dataclass(frozen=True)
class Service:
    """A service's full name and its methods, in order."""

    name: str
    methods: tuple[Method, ...]


@dataclass
class File:
    """What one file declares; nested messages stand beside their outer ones."""

    name: str = ""
    package: str = ""
    messages: list[Message] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    extensions: list[Field] = field(default_factory=list)


def read_file(data: bytes) -> File:
    """Read a serialised file descriptor. Raises ValueError where the bytes are none."""
    parts = _parts(data)
    found = File(_text(parts, 1), _text(parts, 2))
    prefix = f".{found.package}" if found.package else ""
    for message in _all(parts, 4):
        _message(found, message, prefix)
    for service in map(_parts, _all(parts, 6)):
        methods = [
            Method(_text(m, 1), _text(m, 2), _text(m, 3), _last(m, 4) or b"")
            for m in map(_parts, _all(service, 2))
        ]
        found.services.append(Service(f"{prefix}.{_text(service, 1)}", tuple(methods)))
    found.extensions += [_field(extension) for extension in _all(parts, 7)]
    return found


def _message(found: File, data: bytes, prefix: str) -> None:
    parts = _parts(data)
    name = f"{prefix}.{_text(parts, 1)}"
    found.messages.append(Message(name, tuple(_field(one) for one in _all(parts, 2))))
    found.extensions += [_field(extension) for extension in _all(parts, 6)]
    for nested in _all(parts, 3):
        _message(found, nested, name)


def _field(data: bytes) -> Field:
    parts = _parts(data)
    numbers = [_last(parts, number) for number in (3, 4, 5)]
    number, label, kind = (value if isinstance(value, int) else 0 for value in numbers)
    return Field(
        _text(parts, 1), number, label == _REPEATED, kind, _text(parts, 6), _text(parts, 7), _text(parts, 2)
    )


def values(data: bytes, fields: tuple[Field, ...]) -> Iterator[tuple[Field, list[Any]]]:
    """Give each field with what a serialised message has of it: messages in it as bytes, no default values.

    Raises ValueError where the bytes are no message.
    """
    parts = _parts(data)
    for one in fields:
        yield one, [value for part in parts.get(one.number, ()) for value in _value(one.type, part)]


def default(of: Field) -> Any:
    """Give what a field is where it is not set; None for a message."""
    if of.type in {_STRING, _RAW}:
        return of.default if of.type == _STRING else of.default.encode()
    if of.type == _BOOL:
        return of.default == "true"
    return None if of.type == _MESSAGE else 0


def is_message(of: Field) -> bool:
    """Say whether a field holds messages."""
    return of.type == _MESSAGE


def _value(kind: int, value: int | bytes) -> Iterator[Any]:
    """Give a field's value; none where it was not written as its type is."""
    if isinstance(value, bytes):
        if kind == _STRING:
            yield value.decode("utf-8", "replace")
        elif kind in {_MESSAGE, _RAW}:
            yield value
        elif kind in _FIXED and struct.calcsize(_FIXED[kind]) == len(value):
            yield from struct.unpack(_FIXED[kind], value)
    elif kind not in {_STRING, _MESSAGE, _RAW, *_FIXED}:
        yield bool(value) if kind == _BOOL else value


_Parts = dict[int, list[int | bytes]]


def _all(parts: _Parts, number: int) -> list[bytes]:
    return [value for value in parts.get(number, ()) if isinstance(value, bytes)]


def _last(parts: _Parts, number: int) -> Any:
    return parts[number][-1] if number in parts else None


def _text(parts: _Parts, number: int) -> str:
    found = _last(parts, number)
    return found.decode("utf-8", "replace") if isinstance(found, bytes) else ""


def _parts(data: bytes) -> _Parts:
    """Take a message apart: what stands under each number. Raises ValueError where the bytes are no message."""
    found: _Parts = {}
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        kind, value = tag & 7, b""
        if kind == _VARINT:
            number, at = _varint(data, at)
            found.setdefault(tag >> 3, []).append(number)
            continue
        size, at = _varint(data, at) if kind == _BYTES else ({_LONG: 8, _SHORT: 4}.get(kind, -1), at)
        value = data[at : at + max(size, 0)]
        if size < 0 or len(value) < size:
            raise ValueError("no message")
        found.setdefault(tag >> 3, []).append(value)
        at += size
    return found


def _varint(data: bytes, at: int) -> tuple[int, int]:
    found = shift = 0
    while at < len(data) and shift < _BITS:
        found |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 0x80:  # noqa: PLR2004 (the highest bit says that more follows)
            return found, at
    raise ValueError("no message")
