"""Letters: functions that make messages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import current_app

from ..config import ConfigurationError


@dataclass(frozen=True)
class Message:
    """A mail to one address; `template` names a pair of templates, .txt and .html."""

    to: str
    subject: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def text(self) -> str:
        """The message as plain text."""
        return self._render("txt")

    @property
    def html(self) -> str:
        """The message as a page."""
        return self._render("html")

    def _render(self, kind: str) -> str:
        # Not render_template: what a page needs from its request is not there.
        template = current_app.jinja_env.get_template(f"{self.template}.{kind}")
        return template.render(subject=self.subject, **self.context)


Letter = Callable[..., Message | None]
L = TypeVar("L", bound=Letter)

LETTERS: dict[str, Letter] = {}


def letter(function: L) -> L:
    """Let `send` know a function that makes a message, or None when none is needed.

    Its arguments must be what JSON can hold.
    """
    LETTERS[name_of(function)] = function
    return function


def name_of(function: Letter) -> str:
    """Give the name under which the outbox keeps a letter."""
    return f"{function.__module__}.{function.__name__}"


def make(name: str, arguments: Mapping[str, Any]) -> Message | None:
    """Make the message of a letter."""
    return LETTERS[name](**arguments)


def public_url(endpoint: str, **values: Any) -> str:
    """Give the address of an endpoint for the world.

    It begins with PUBLIC_URL and not with the Host of a request, which anybody can
    forge to get a secret link sent to a machine of theirs.
    """
    site = urlsplit(current_app.config["PUBLIC_URL"])
    if not site.netloc:
        raise ConfigurationError("PUBLIC_URL must be like https://shop.example.com.")
    urls = current_app.url_map.bind(
        site.netloc, site.path or "/", url_scheme=site.scheme
    )
    return urls.build(endpoint, values, force_external=True)
