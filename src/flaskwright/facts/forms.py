"""Forms: classes of Flask-WTF and WTForms with their fields."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from flaskwright.facts.names import MOST_BASES, Modules, dotted, statements
from flaskwright.facts.place import Place

if TYPE_CHECKING:
    from flaskwright.facts.source import Source

_BASES = frozenset(
    {
        "flask_wtf.FlaskForm", "flask_wtf.Form", "flask_wtf.form.FlaskForm", "flask_wtf.form.Form", "wtforms.Form",
        "wtforms.form.Form", "wtforms.form.BaseForm", "wtforms_alchemy.ModelForm", "wtforms_alchemy.model_form_factory",
        "flask_appbuilder.forms.DynamicForm", "flask_admin.form.BaseForm", "flask_admin.form.SecureForm",
        "starlette_wtf.StarletteForm", "quart_wtf.QuartForm",
    }
)  # fmt: skip
_PACKAGES = ("flask_security", "flask_user", "flask_wtf", "wtforms", "flask_babel_wtf")


@dataclass(frozen=True)
class FormField:
    """A field of a form: its class, and the validators' names."""

    name: str
    type: str
    validators: tuple[str, ...]
    at: Place


@dataclass(frozen=True)
class Form:
    """A form; `fields` are its own and those of its bases in the project, `bases` as they are written."""

    name: str
    module: str
    path: str
    bases: tuple[str, ...]
    fields: tuple[FormField, ...]
    at: Place


def read_forms(modules: Modules) -> tuple[Form, ...]:
    """Find every form."""
    return tuple(modules.each(Form, _in_file))


def _in_file(modules: Modules, path: str) -> Iterator[Form]:
    return _Reader(modules).in_file(path)


class _Reader:
    def __init__(self, modules: Modules) -> None:
        self.modules = modules

    def in_file(self, path: str) -> Iterator[Form]:
        for definition in _classes(self.modules.source(path)):
            if self.is_form(path, definition):
                bases = tuple(name for base in definition.bases if (name := _base(base)))
                fields = {field.name: field for field in self.fields(path, definition)}
                at = Place(path, definition.lineno)
                module = self.modules.name(path)
                yield Form(definition.name, module, path, bases, tuple(fields.values()), at)

    def is_form(self, path: str, definition: ast.ClassDef) -> bool:
        key = ("form", path, definition.name)
        return self.modules.once(
            key, lambda: any(self._is_base(path, base) for base in definition.bases), in_circle=False
        )

    def _is_base(self, path: str, base: ast.expr) -> bool:
        name = _base(base)
        if not name:
            return False
        symbol = self.modules.resolve(path, name)
        if symbol.path is None:
            top, _, last = symbol.name.partition(".")
            return symbol.name in _BASES or (top in _PACKAGES and last.endswith("Form"))
        definition = self.modules.outline(symbol.path).definitions.get(symbol.name)
        return isinstance(definition, ast.ClassDef) and self.is_form(symbol.path, definition)

    def fields(self, path: str, definition: ast.ClassDef, depth: int = 0) -> Iterator[FormField]:
        """Give a form's fields, those of its bases first."""
        for base in definition.bases if depth < MOST_BASES else ():
            symbol = self.modules.resolve(path, name) if (name := _base(base)) else None
            if symbol is not None and symbol.path is not None:
                parent = self.modules.outline(symbol.path).definitions.get(symbol.name)
                if isinstance(parent, ast.ClassDef) and parent is not definition:
                    yield from self.fields(symbol.path, parent, depth + 1)
        for node in definition.body:
            value = getattr(node, "value", None)
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            if isinstance(value, ast.Call) and isinstance(targets[0], ast.Name):
                kind = (dotted(value.func) or "").rpartition(".")[2]
                if kind.endswith(("Field", "FieldList", "FormField", "Captcha")):
                    yield FormField(targets[0].id, kind, _validators(value), Place(path, node.lineno))


def _base(node: ast.expr) -> str:
    """Give a base's name; of a call (`model_form_factory(Form)`) that of what is called."""
    return dotted(node.func if isinstance(node, ast.Call) else node) or ""


def _validators(call: ast.Call) -> tuple[str, ...]:
    given = next((k.value for k in call.keywords if k.arg == "validators"), None)
    given = given or (call.args[1] if len(call.args) > 1 else None)
    items = given.elts if isinstance(given, ast.List | ast.Tuple) else []
    names = [dotted(item.func if isinstance(item, ast.Call) else item) or "" for item in items]
    return tuple(name.rpartition(".")[2] for name in names if name)


@lru_cache(maxsize=8192)
def _classes(source: Source) -> tuple[ast.ClassDef, ...]:
    if "Form" not in source.text:
        return ()
    return tuple(node for node in statements(source.tree) if isinstance(node, ast.ClassDef) and node.bases)
