"""Verbs that change a project: each ends in changed, already so, or a manual step with the code to paste.

Every verb is idempotent, and those whose place is alphabetical give the same text in any order.
"""

from flaskwright.edits.application import (
    FactoryLike,
    ensure_blueprint,
    ensure_extension,
    ensure_init,
)
from flaskwright.edits.classes import ensure_class_attribute, ensure_decorator, ensure_settings
from flaskwright.edits.columns import ensure_text_column
from flaskwright.edits.follow import follow
from flaskwright.edits.format import format_python
from flaskwright.edits.guest import (
    ensure_fixtures,
    ensure_guest,
    ensure_resources,
    ensure_skeleton,
    take_layout,
)
from flaskwright.edits.imports import ensure_import, ensure_typing_import
from flaskwright.edits.literals import ensure_call_argument, ensure_list_item
from flaskwright.edits.merge import Sides
from flaskwright.edits.migration import add_migration, parent, relinked, revision_id
from flaskwright.edits.order import ALPHABETICAL, CONTENTS, Order
from flaskwright.edits.record import (
    record_adopted,
    record_capability,
    record_distribution,
    record_resource,
    record_version,
    without_record,
)
from flaskwright.edits.requirements import ensure_requirement
from flaskwright.edits.source import together
from flaskwright.edits.statements import ensure_class, ensure_function, ensure_statement
from flaskwright.edits.templates import add_templates, render, take_over
from flaskwright.edits.text import ensure_block, ensure_env, ensure_line, ensure_section, ensure_text, reword
from flaskwright.edits.three_way import merge_file
from flaskwright.edits.toml import ensure_toml, ensure_toml_item, ensure_untyped, set_toml

__all__ = [
    "ALPHABETICAL",
    "CONTENTS",
    "FactoryLike",
    "Order",
    "Sides",
    "add_migration",
    "add_templates",
    "ensure_block",
    "ensure_blueprint",
    "ensure_call_argument",
    "ensure_class",
    "ensure_class_attribute",
    "ensure_decorator",
    "ensure_env",
    "ensure_extension",
    "ensure_fixtures",
    "ensure_function",
    "ensure_guest",
    "ensure_import",
    "ensure_init",
    "ensure_line",
    "ensure_list_item",
    "ensure_requirement",
    "ensure_resources",
    "ensure_section",
    "ensure_settings",
    "ensure_skeleton",
    "ensure_statement",
    "ensure_text",
    "ensure_text_column",
    "ensure_toml",
    "ensure_toml_item",
    "ensure_typing_import",
    "ensure_untyped",
    "follow",
    "format_python",
    "merge_file",
    "parent",
    "record_adopted",
    "record_capability",
    "record_distribution",
    "record_resource",
    "record_version",
    "relinked",
    "render",
    "revision_id",
    "reword",
    "set_toml",
    "take_layout",
    "take_over",
    "together",
    "without_record",
]
