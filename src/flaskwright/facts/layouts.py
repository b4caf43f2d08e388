"""The layout that an application's pages share."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flaskwright.facts.templates import Template, Templates

_NO_CONTENT = re.compile(
    r"title|head|meta|script|style|css|js|nav|menu|footer|sidebar|class|flash|breadcrumb"
)
_USUAL = ("content", "main", "body", "page", "page_content")


@dataclass(frozen=True)
class Layout:
    """What pages extend: the template's name, the block that holds what a page says, and all its blocks.

    `flashes` says whether it shows flashed messages, by itself or by what it includes.
    """

    name: str
    content: str
    blocks: tuple[str, ...]
    flashes: bool


def read_layout(templates: Templates, files: Mapping[str, bytes]) -> Layout | None:
    """Give the base template with the block that its pages fill; None where there is no such block."""
    base = templates.base
    if base is None:
        return None
    filled = Counter(
        block
        for template in templates.all
        if base.name in template.extends
        for block in template.blocks
        if block in base.blocks and not _NO_CONTENT.search(block)
    )
    usual = [block for block in _USUAL if block in base.blocks]
    content = next(iter([*(block for block, _count in filled.most_common(1)), *usual]), None)
    return Layout(base.name, content, base.blocks, _flashes(templates, base, files)) if content else None


def _flashes(templates: Templates, base: Template, files: Mapping[str, bytes]) -> bool:
    """Say whether a template, or one that it is made of, asks for flashed messages."""
    todo, seen = [base.name], set[str]()
    while todo:
        name = todo.pop()
        template = templates.get(name)
        if template is not None and name not in seen:
            seen.add(name)
            if b"get_flashed_messages" in files[template.path]:
                return True
            todo += (*template.extends, *template.includes, *template.imports)
    return False
