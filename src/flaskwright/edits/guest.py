"""Bring a guest package into a project that Flaskwright did not make, and fixtures to tests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flaskwright import facts
from flaskwright.edits.application import FactoryLike, ensure_blueprint, ensure_init, is_called, makes_objects
from flaskwright.edits.destination import Destination
from flaskwright.edits.follow import follow
from flaskwright.edits.imports import ensure_import
from flaskwright.edits.literals import ensure_call_argument, ensure_list_item
from flaskwright.edits.source import Source, Unsure, together
from flaskwright.edits.statements import ensure_statement
from flaskwright.edits.templates import add_templates, render
from flaskwright.facts.layouts import read_layout
from flaskwright.project import ManualStep

if TYPE_CHECKING:
    from flaskwright.facts import Factory, Guest
    from flaskwright.facts.layouts import Layout
    from flaskwright.project import Edit, Project

SKELETON = "flaskwright.capabilities.app"
LAYOUT = "layout"
RESOURCES = "resources"
_RESOURCES = '''"""The templates and the static files of the parts."""

from flask import Blueprint

bp = Blueprint("{name}", __name__)
'''
# Stand for the name and the block of the host's layout until our own names are put in a guest's form.
HOST_LAYOUT, HOST_CONTENT = "layout-of-host.html", "content_of_host"
BASE = "[[package]]/templates/base.html.jinja"


def ensure_guest(host: Factory, package: str) -> Edit:
    """Call `init_app` of the guest package where the application is complete.

    That is before a factory returns it, or at the end of the module that makes it.
    """
    parent, _, name = package.rpartition(".")
    imported = f"from {parent} import {name}" if parent else f"import {name}"
    call = f"{name}.init_app({host.app})"
    code = f"{imported}\n\n{call}"

    def edit(project: Project) -> Project:
        try:
            source = Source.of(project, host.path)
            if is_called(source, host.name or None, f"{name}.init_app"):
                return project
            late = not host.name or makes_objects(source)
        except Unsure as unsure:
            return project.ask(ManualStep(host.path, str(unsure), code))
        into = host.name or None
        if late:
            # What the parts import may need what this module makes: they come once it is made.
            return together(host.path, code, ensure_statement(host.path, code, into=into))(project)
        return together(
            host.path, code, ensure_import(host.path, imported), ensure_statement(host.path, call, into=into)
        )(project)

    return edit


def ensure_skeleton(factory: FactoryLike, package: str, module: str) -> Edit:
    """Bring a module of the skeleton ("errors") into a guest package; a project of ours has it already.

    "layout" is the base of all pages: that of the host where it has one, else a plain one.
    """

    def edit(project: Project) -> Project:
        guest = Destination.of(project).guest
        if guest is None:
            return project
        if module == LAYOUT:
            return _ensure_layout(project, guest)
        files = {f"[[package]]/{module}.py", f"[[package]]/{module}.py.jinja"}
        return project.then(
            add_templates(SKELETON, only=files, package=package), ensure_init(factory, module)
        )

    return edit


def take_layout(module: str, /, **context: Any) -> Edit:
    """Write a guest's richer layout, `guest/` beside a module, in the place of the one that `ensure_skeleton` writes.

    It gets the name of the host's layout (empty without one), the block of it that holds the content, and whether
    it shows flashed messages. What its owner changed in the plain one is merged in.
    """

    def edit(project: Project) -> Project:
        guest = Destination.of(project).guest
        if guest is None:
            return project
        path = f"{guest.folder}/templates/{guest.name}/base.html"
        layout = _host_layout(project, guest)
        given = {
            "layout": HOST_LAYOUT if layout else "",
            "content": HOST_CONTENT if layout else "",
            "flashes": bool(layout and layout.flashes),
        }
        text = render(module, BASE, folder="guest", **context, guest=guest.name, **given)
        now = _of_guest(guest, text, layout)
        project = _ensure_layout(project, guest)
        if set(now.splitlines()) <= set(project.text(path).splitlines()):
            return project
        return follow(project, path, _plain_layout(project, guest, layout), now)

    return edit


def _ensure_layout(project: Project, guest: Guest) -> Project:
    path = f"{guest.folder}/templates/{guest.name}/base.html"
    if project.has(path):
        return project
    layout = _host_layout(project, guest)
    project = project.put(path, _plain_layout(project, guest, layout))
    if layout is None:
        return project
    # The parts' own tests have no more of that layout than its blocks.
    stand_in = "".join(f"{{% block {block} %}}{{% endblock %}}\n" for block in layout.blocks)
    if layout.flashes:
        stand_in += "{{ get_flashed_messages()|join(' ') }}\n"
    return project.put(f"{guest.tests}/templates/{layout.name}", stand_in)


def _host_layout(project: Project, guest: Guest) -> Layout | None:
    templates = facts.read(project).templates
    ours = (f"{guest.folder}/", f"{guest.tests}/")
    theirs = tuple(template for template in templates.all if not template.path.startswith(ours))
    return read_layout(replace(templates, all=theirs), project.files)


def _plain_layout(project: Project, guest: Guest, layout: Layout | None) -> str:
    if layout is None:
        title = str(facts.read(project).record.capabilities["app"].get("title", "App"))
        text = render(SKELETON, BASE, title=title)
    else:
        text = f"""{{# The pages of the parts stand in the application's own layout. #}}
{{% extends "{HOST_LAYOUT}" %}}

{{% block {HOST_CONTENT} %}}
  {{% block head %}}{{% endblock %}}
  {{% block main %}}{{% endblock %}}
{{% endblock %}}
"""
    return _of_guest(guest, text, layout)


def _of_guest(guest: Guest, text: str, layout: Layout | None) -> str:
    """Give a layout's text as it is in a guest: what is of the host keeps its name, also one that ours have too."""
    text = Destination(guest).text(f"{guest.folder}/templates/base.html", text.encode()).decode()
    return text.replace(HOST_LAYOUT, layout.name).replace(HOST_CONTENT, layout.content) if layout else text


def ensure_resources(project: Project) -> Project:
    """Let the application find the templates and static files of a guest package, once it has some."""
    guest, factory = Destination.of(project).guest, facts.read(project).factory
    if guest is None or factory is None:
        return project
    path, name = f"{guest.folder}/{RESOURCES}.py", guest.name
    given = {}
    if any(project.under(f"{guest.folder}/templates")):
        given["template_folder"] = '"templates"'
    if any(project.under(f"{guest.folder}/static")):
        given |= {"static_folder": '"static"', "static_url_path": f'"/{name}/static"'}
    if not given:
        return project
    if not project.has(path):
        project = project.put(path, _RESOURCES.format(name=name))
    return project.then(
        *(ensure_call_argument(path, "bp", argument, code) for argument, code in given.items()),
        ensure_blueprint(factory, RESOURCES),
    )


def ensure_fixtures(name: str) -> Edit:
    """Give all tests the fixtures of `tests/fixtures/NAME.py`."""

    def edit(project: Project) -> Project:
        guest = Destination.of(project).guest
        if guest:
            return ensure_list_item(f"{guest.tests}/conftest.py", "FIXTURES", f'"{name}"')(project)
        return ensure_list_item("tests/conftest.py", "pytest_plugins", f'"tests.fixtures.{name}"')(project)

    return edit
