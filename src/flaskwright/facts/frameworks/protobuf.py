"""Protocol Buffers: descriptors, message and service classes, and options that say how a method is served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.facts import protobuf
from flaskwright.facts.abstract.values import Args, External, Native, Object, Unknown, Value
from flaskwright.facts.frameworks.recogniser import Recogniser

if TYPE_CHECKING:
    from collections.abc import Callable

    from flaskwright.facts.abstract.machine import Machine
    from flaskwright.facts.place import Place

_METHOD_OPTIONS = ".google.protobuf.MethodOptions"


class Pool:
    """What the compiled files of a program declare: messages, their classes and the extensions, by full name."""

    def __init__(self) -> None:
        self.messages: dict[str, protobuf.Message] = {}
        self.described: dict[str, Object] = {}
        self.classes: dict[str, Value] = {}
        self.extensions: dict[Object, protobuf.Field] = {}

    def add(self, data: bytes, at: Place) -> Object:
        """Give a file's descriptor. Raises ValueError where the bytes are none."""
        file = protobuf.read_file(data)
        self.messages |= {message.name: message for message in file.messages}
        self.described |= {m.name: _made("Descriptor", at, **_names(m.name)) for m in file.messages}
        extended = {_made("FieldDescriptor", at, name=one.name): one for one in file.extensions}
        self.extensions |= extended
        top = [
            m.name
            for m in file.messages
            if m.name.count(".") == file.package.count(".") + 1 + bool(file.package)
        ]
        return _made(
            "FileDescriptor", at, name=file.name, package=file.package,
            message_types_by_name={_short(name): self.described[name] for name in top},
            services_by_name={_short(s.name): self._service(s, at) for s in file.services},
            extensions_by_name={one.name: made for made, one in extended.items()},
        )  # fmt: skip

    def _service(self, service: protobuf.Service, at: Place) -> Object:
        methods: list[Value] = [self._method(method, at) for method in service.methods]
        by_name = {method.attrs["name"]: method for method in methods}
        return _made(
            "ServiceDescriptor", at, methods=methods, methods_by_name=by_name, **_names(service.name)
        )

    def _method(self, method: protobuf.Method, at: Place) -> Object:
        def extension(_machine: Machine, args: Args) -> Value:
            key = args.get(0, "key")
            of = self.extensions.get(key) if isinstance(key, Object) else None
            if of is None or of.extendee != _METHOD_OPTIONS:
                return Unknown("an option")
            try:
                (told,) = protobuf.values(method.options, (of,))
                return self._one(of, told[1], at)
            except ValueError:
                return Unknown("an option")

        extensions = _made("Extensions", at, __getitem__=Native("__getitem__", extension))
        options = _made("MethodOptions", at, Extensions=extensions)
        made = _made(
            "MethodDescriptor", at, name=method.name, input_type=self.described.get(method.takes),
            output_type=self.described.get(method.gives), GetOptions=Native("GetOptions", lambda *_: options),
        )  # fmt: skip
        made.model = method
        return made

    def _one(self, of: protobuf.Field, found: list[Value], at: Place) -> Value:
        """Give a field's value: all of a repeated one, the last one of another, its default where there is none."""
        items = (
            [self._message(of.type_name, item, at) for item in found] if protobuf.is_message(of) else found
        )
        if of.repeated:
            return items
        return items[-1] if items else protobuf.default(of)

    def _message(self, name: str, data: bytes, at: Place) -> Object:
        message = self.messages.get(name)
        told = protobuf.values(data, message.fields) if message is not None else ()
        return _made("Message", at, **{of.name: self._one(of, found, at) for of, found in told})


def _made(kind: str, at: Place, /, **attrs: Value) -> Object:
    return Object(External(f"google.protobuf.{kind}"), Args(), at, attrs=attrs)


def _names(full: str) -> dict[str, Value]:
    return {"name": _short(full), "full_name": full.lstrip(".")}


def _short(name: str) -> str:
    return name.rpartition(".")[2]


def _pool(machine: Machine) -> Pool:
    found: Pool = machine.__dict__.setdefault("_protobuf", Pool())
    return found


def _default(_machine: Machine, args: Args) -> Value:
    """Follow `descriptor_pool.Default()`, whose `AddSerializedFile` takes the bytes of a file."""

    def add(machine: Machine, given: Args) -> Value:
        data = given.get(0, "serialized_file_desc_proto")
        if isinstance(data, bytes):
            try:
                return _pool(machine).add(data, given.at)
            except (ValueError, RecursionError):
                pass
        return Unknown("a file of Protocol Buffers")

    return _made("DescriptorPool", args.at, AddSerializedFile=Native("AddSerializedFile", add))


def _class(machine: Machine, args: Args) -> Value:
    """Follow what makes the class of a message or service: `GeneratedServiceType(name, bases, names)`."""
    names = args.get(2, "dict")
    attrs = {str(k): v for k, v in names.items()} if isinstance(names, dict) else {}
    return _class_of(_pool(machine), attrs, args)


def _class_of(pool: Pool, attrs: dict[str, Value], args: Args) -> Object:
    made = Object(External("google.protobuf.Generated"), args, args.at, "protobuf", attrs)
    descriptor = attrs.get("DESCRIPTOR")
    if isinstance(descriptor, Object) and isinstance(descriptor.attrs.get("full_name"), str):
        pool.classes[f".{descriptor.attrs['full_name']}"] = made
    made.model = pool
    return made


def _build(*kinds: str) -> Callable[[Machine, Args], Value]:
    """Follow the builders of later compilers, which put classes and descriptors into a module's names."""

    def run(machine: Machine, args: Args) -> Value:
        file, names = args.get(0, "file_des"), args.positional[-1] if args.positional else None
        if isinstance(file, Object) and isinstance(names, dict):
            for kind in kinds:
                described = file.attrs.get(kind)
                for name, one in described.items() if isinstance(described, dict) else ():
                    names[f"_{name.upper()}"] = one
                    extension = kind == "extensions_by_name"
                    names[name] = one if extension else _class_of(_pool(machine), {"DESCRIPTOR": one}, args)

    return run


def _request_class(_machine: Machine, service: Object, args: Args) -> Value:
    """Follow `service.GetRequestClass(method)`."""
    method = args.get(0, "method_descriptor")
    known = isinstance(method, Object) and isinstance(method.model, protobuf.Method)
    return (
        service.model.classes.get(method.model.takes, Unknown("a message")) if known else Unknown("a message")
    )


class Generated(Recogniser):
    """The class of a message or service, and its instances, of which nothing more is known."""

    kind = "protobuf"
    handlers = {"GetRequestClass": _request_class}  # noqa: RUF012 (never changed)

    def called(self, machine: Machine, made: Object, args: Args) -> Value:
        """Give an instance: it has what its class has."""
        del machine, args
        return made


_BUILDER = "google.protobuf.internal.builder"
FUNCTIONS = {
    "google.protobuf.descriptor_pool.Default": _default,
    "google.protobuf.reflection.GeneratedProtocolMessageType": _class,
    "google.protobuf.service_reflection.GeneratedServiceType": _class,
    f"{_BUILDER}.BuildMessageAndEnumDescriptors": _build("message_types_by_name"),
    f"{_BUILDER}.BuildTopDescriptorsAndMessages": _build("message_types_by_name", "extensions_by_name"),
    f"{_BUILDER}.BuildServices": _build("services_by_name"),
}
