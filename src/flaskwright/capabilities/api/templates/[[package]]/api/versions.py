"""Versions of the API: several can be served side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, Response, request
from werkzeug.http import http_date

from .blueprint import Api, Blueprint
from .openapi import Describer


@dataclass(frozen=True)
class Version:
    """A version: its number, the blueprints it consists of, and how long it lives.

    To change the API in a way that breaks clients, make `v2.py` with the blueprints
    that change, list it in `VERSIONS`, and say in `v1.py` since when version 1 is
    `deprecated` (RFC 9745) and when it will end, its `sunset` (RFC 8594).
    """

    number: int
    parts: Sequence[Blueprint]
    deprecated: datetime | None = None
    sunset: datetime | None = None

    @property
    def name(self) -> str:
        """The version in addresses and endpoints: "v1"."""
        return f"v{self.number}"

    @property
    def prefix(self) -> str:
        """Where every address of the version starts."""
        return f"/api/{self.name}"

    def init_app(self, app: Flask) -> None:
        """Serve the version."""
        api = Api(
            config_prefix=self.name,
            spec_kwargs={
                "title": app.config["API_TITLE"],
                "version": str(self.number),
                "openapi_version": "3.1.0",
                "marshmallow_plugin": Describer(),
            },
        )
        api.init_app(app)
        for part in self.parts:
            api.register_blueprint(
                part,
                name=f"{self.name}.{part.name}",
                url_prefix=f"{self.prefix}{part.url_prefix}",
            )
        if self.deprecated or self.sunset:
            app.after_request(self.announce_end)

    def announce_end(self, response: Response) -> Response:
        """Tell clients of the version that they should move on."""
        if request.path.startswith(f"{self.prefix}/"):
            if self.deprecated:
                response.headers["Deprecation"] = f"@{self.deprecated.timestamp():.0f}"
            if self.sunset:
                response.headers["Sunset"] = http_date(self.sunset)
        return response
