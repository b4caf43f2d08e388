"""Where capabilities write: as their templates lie, or into the guest package of a project that is not ours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flaskwright.edits.older import in_older_words
from flaskwright.facts.ground import TODAY
from flaskwright.facts.record import read_record

if TYPE_CHECKING:
    from flaskwright.facts import Guest
    from flaskwright.project import Project

PACKAGE = "[[package]]/"
TESTS = "tests/"
README = "README.md"
TEMPLATES = "templates/"
# Templates that every application has under these names: those of a guest get a folder of their own.
SHARED = ("base.html", "errors/", "layout/", "macros/")
_NAMES = "|".join(map(re.escape, SHARED))
# A host's layout may have blocks of these names, which its pages fill.
_BLOCK = re.compile(r"(\{% block )(head|main)\b")
# What our templates call, filter and test with: the application may have something else by these names.
_CALLS = "asset|has_role|upload_link|url_with|version_of"
_FILTERS = "ago|date|datetime|money|plural"
_TESTS = "external|past|permitted"
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|`[^`\n]+`", re.DOTALL)
_WORD = re.compile(
    rf"(?<![\w.])(?=(?:{_CALLS})\()|(?:(?<=\|)|(?<=\| ))(?=(?:{_FILTERS})\b)"
    rf"|(?:(?<= is )|(?<= is not ))(?=(?:{_TESTS})\b)"
)
_GIVEN = re.compile(
    rf"""(?<=jinja_env\.globals\[")(?=(?:{_CALLS})")|(?<=jinja_env\.tests\[")(?=(?:{_TESTS})")"""
)


@dataclass(frozen=True)
class Destination:
    """Maps paths and texts of templates to those of a project.

    In a project that Flaskwright made they stay as they are. Elsewhere the package's files go into the guest
    package, their tests into a folder of their own, and their documentation into the guest package's README.
    """

    guest: Guest | None

    @classmethod
    def of(cls, project: Project) -> Destination:
        """Give a project's destination."""
        return cls(read_record(project.files.get("pyproject.toml")).guest)

    def split(self, path: str) -> tuple[str, str]:
        """Give the folder that a template's file goes into ("" is the root), and its path there."""
        if self.guest is None:
            return "", path
        if path.startswith(PACKAGE):
            return self.guest.folder, self._inside(path.removeprefix(PACKAGE))
        if path.startswith(TESTS):
            return self.guest.tests, path.removeprefix(TESTS)
        return "", path

    def _inside(self, path: str) -> str:
        """Give the path of a file in the guest package."""
        name = path.removeprefix(TEMPLATES)
        if self.guest and path.startswith(TEMPLATES) and name.startswith(SHARED):
            return f"{TEMPLATES}{self.guest.name}/{name}"
        return path

    def path(self, path: str) -> str:
        """Give the path of a file that an edit names: the tests' and the README have another place in a guest."""
        if self.guest is None:
            return path
        if path == README:
            return f"{self.guest.folder}/{README}"
        start = f"{self.guest.folder}/"
        if path.startswith(start):
            return start + self._inside(path.removeprefix(start))
        folder, rest = self.split(path)
        return f"{folder}/{rest}" if folder else path

    def context(self, context: dict[str, Any]) -> dict[str, Any]:
        """Give the values that a template is rendered with: the guest's name (empty in what is ours) and its ground."""
        ground = self.guest.ground if self.guest else TODAY
        name = self.guest.name if self.guest else ""
        versions = {"python": ground.python, "flask": ground.flask, "wtforms": ground.wtforms}
        return {"guest": name, **versions, **context}

    def text(self, path: str, data: bytes) -> bytes:
        """Give the bytes of a rendered file.

        A guest's tests import in their own way; its templates, their blocks and what they call have their own names,
        and its styles reach nothing outside of its pages.
        """
        guest = self.guest
        if guest is None or not path.endswith((".py", ".html", ".css")):
            return data
        text = data.decode()
        if path.endswith(".css"):
            return _style_of_guest(text, guest).encode()
        if path.startswith(f"{guest.tests}/"):
            text = _test_of_guest(text, path, guest)
        text = re.sub(rf"""(["'])({_NAMES})""", rf"\1{guest.name}/\2", text)
        text = _BLOCK.sub(rf"\1{guest.name}_\2", text)
        text = self.words(_GIVEN.sub(f"{guest.name}_", text))
        return (in_older_words(text, guest.ground) if path.endswith(".py") else text).encode()

    def words(self, text: str) -> str:
        """Give Jinja, also in a sentence about it, in which a guest's templates call what is theirs by its own name."""
        if self.guest is None:
            return text
        prefix = f"{self.guest.name}_"
        return _JINJA.sub(lambda mark: _WORD.sub(prefix, mark[0]), text)


def _test_of_guest(text: str, path: str, guest: Guest) -> str:
    """Let a test import its fixtures from where they lie, and `create_app` from beside them.

    What the folder above is called depends on how the project's tests are run, so these imports are relative.
    """
    dots = "." * (path.removeprefix(f"{guest.tests}/").count("/") + 1)
    text = re.sub(r"^(\s*)from tests( |\.)", rf"\1from {dots}\2", text, flags=re.MULTILINE)
    text = re.sub(rf"^(\s*)from {re.escape(dots)}\.", rf"\1from {dots}", text, flags=re.MULTILINE)
    if path.startswith(f"{guest.tests}/factories/"):
        text = re.sub(r'"tests\.factories\.([\w.]+)"', r'f"{__package__}.\1"', text)
    text = text.replace("Path(__file__).parent.parent", f"Path(__file__).parents[{path.count('/')}]")
    factory = f"from {dots}application import create_app"
    start = rf"^from {re.escape(guest.package)} import create_app"
    text = re.sub(
        rf"{start}, (.+)$", rf"from {guest.package} import \1\n\n{factory}", text, flags=re.MULTILINE
    )
    return re.sub(rf"{start}$", factory, text, flags=re.MULTILINE)


def _style_of_guest(text: str, guest: Guest) -> str:
    """Keep styles within the element that the pages of the guest have around them."""
    text = (
        text.removeprefix('@charset "UTF-8";')
        .replace(":root", ":scope")
        .replace(".scripted ", ":scope.scripted ")
        # What says nothing of its scope is below it, and the theme stands at that element itself.
        .replace("}[data-theme", "}:scope[data-theme")
        .replace(",[data-theme", ",:scope[data-theme")
    )
    return f"@scope (.{guest.name}) {{\n{text.rstrip()}\n}}\n"
