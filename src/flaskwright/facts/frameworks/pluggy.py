"""pluggy: calling a hook calls every function of its name that is marked as an implementation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright.facts.abstract.calls import call
from flaskwright.facts.abstract.values import Args, External, Function, Native, Object, Unknown, Value
from flaskwright.facts.frameworks.recogniser import Recogniser, Site

if TYPE_CHECKING:
    from flaskwright.facts.abstract.machine import Machine

_MARK = "<hook>"


class Marker(Recogniser):
    """`HookimplMarker("project")`, which is called as a decorator with or without options."""

    kind = "hook_marker"
    classes = ("pluggy.HookimplMarker",)

    def called(self, machine: Machine, made: Object, args: Args) -> Value:
        """Follow `@impl` and `@impl(tryfirst=True)`."""
        function = args.positional[0] if args.positional else None
        if isinstance(function, Function):
            function.attrs[_MARK] = args.keywords.get("specname", function.name)
            return function
        del machine
        name = args.keywords.get("specname")

        def run(_machine: Machine, later: Args) -> Value:
            marked = later.positional[0] if later.positional else Unknown("no function")
            if isinstance(marked, Function):
                marked.attrs[_MARK] = name or marked.name
            return marked

        return Native("hookimpl", run, made)


class Plugins(Recogniser):
    """`PluginManager("project")`."""

    kind = "plugins"
    classes = ("pluggy.PluginManager",)

    def attribute(self, machine: Machine, made: Object, name: str) -> Value:
        """Give `hook`, whose attributes are the hooks."""
        if name == "hook":
            hooks = Object(External("pluggy.HookRelay"), Args(), made.at, "hooks")
            hooks.model = Site(begun=True)
            return hooks
        return super().attribute(machine, made, name)


class Hooks(Recogniser):
    """`manager.hook`."""

    kind = "hooks"
    classes = ("pluggy.HookRelay",)

    def attribute(self, machine: Machine, made: Object, name: str) -> Value:
        """Give a hook: calling it calls what is marked with its name in all modules that are no tests."""
        del machine

        def run(machine: Machine, args: Args) -> Value:
            found = []
            for function in list(machine.started):
                if function.attrs.get(_MARK) == name:
                    known = {p.arg for p in function.node.args.args}
                    given = {key: value for key, value in args.keywords.items() if key in known}
                    found.append(call(machine, function, Args([], given, args.at)))
            return found

        return Native(name, run, made)
