"""The description of the API: a page for people, OpenAPI documents for programs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template
from werkzeug.exceptions import NotFound

bp = Blueprint("api_docs", __name__, url_prefix="/api", template_folder="templates")

METHODS = ("get", "post", "patch", "delete")
LIMITS = {
    "minimum": "at least",
    "maximum": "at most",
    "minLength": "characters, at least",
    "maxLength": "characters, at most",
    "default": "if left out",
}


@dataclass(frozen=True)
class Operation:
    """What can be done at an address."""

    method: str
    path: str
    summary: str
    parameters: list[dict[str, Any]]
    body: dict[str, Any] | None
    responses: dict[str, Any]

    @property
    def anchor(self) -> str:
        """The operation's place on the page."""
        return f"{self.method}-{self.path.strip('/')}".replace("/", "-").translate(BRACES)


BRACES = str.maketrans("", "", "{}")


def document(version: str) -> dict[str, Any]:
    """Give the OpenAPI document of a version; raises 404 for one that is not there."""
    apis = current_app.extensions["flask-smorest"]["apis"]
    if (found := apis.get(f"{version.upper()}_")) is None:
        raise NotFound
    described: dict[str, Any] = found["ext_obj"].spec.to_dict()
    return described


def versions() -> list[str]:
    """Name the versions that are served, the newest first."""
    prefixes = current_app.extensions["flask-smorest"]["apis"]
    return sorted((prefix.strip("_").lower() for prefix in prefixes), reverse=True)


def operations(described: Mapping[str, Any]) -> Iterator[Operation]:
    """Give the operations of a document, in the order of their addresses."""
    for path, item in described["paths"].items():
        for method in METHODS:
            if found := item.get(method):
                body = found.get("requestBody", {}).get("content", {})
                yield Operation(
                    method,
                    path,
                    found.get("summary", ""),
                    [*item.get("parameters", ()), *found.get("parameters", ())],
                    next((kind["schema"] for kind in body.values()), None),
                    found["responses"],
                )


@bp.app_template_filter("schema_name")
def schema_name(schema: Mapping[str, Any]) -> str:
    """Name the component that a schema refers to; "" for one that stands for itself."""
    return str(schema.get("$ref", "")).rpartition("/")[2]


@bp.app_template_filter("schema_kind")
def schema_kind(schema: Mapping[str, Any]) -> str:
    """Say in words what values a schema allows."""
    if name := schema_name(schema):
        return name
    if "enum" in schema:
        return " or ".join(str(value) for value in schema["enum"] if value is not None)
    kinds = schema.get("type", "anything")
    words = " or ".join(kinds if isinstance(kinds, list) else [kinds])
    if "items" in schema:
        return f"{words} of {schema_kind(schema['items'])}"
    return f"{words} ({schema['format']})" if "format" in schema else words


@bp.app_template_filter("schema_limits")
def schema_limits(schema: Mapping[str, Any]) -> str:
    """Say in words what limits a schema's values."""
    found = [f"{words} {schema[key]}" for key, words in LIMITS.items() if schema.get(key) is not None]
    return ", ".join(["read only", *found] if schema.get("readOnly") else found)


@bp.get("/docs", defaults={"version": None})
@bp.get("/docs/<version>")
def page(version: str | None) -> str:
    """Show what a version of the API offers; the newest, if none is named."""
    version = version or versions()[0]
    described = document(version)
    return render_template(
        "api/docs.html",
        described=described,
        operations=[*operations(described)],
        version=version,
        versions=versions(),
    )


@bp.get("/<version>/openapi.json")
def openapi(version: str) -> Response:
    """Give the OpenAPI document of a version."""
    return jsonify(document(version))
