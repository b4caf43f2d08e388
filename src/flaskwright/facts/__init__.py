"""The facts of a Flask project, read from its source without running it."""

from flaskwright.facts.apps import App, Factory
from flaskwright.facts.blueprints import Blueprint
from flaskwright.facts.columns import Column, Constraint, Relation
from flaskwright.facts.config import Config, ConfigClass, Load, Setting
from flaskwright.facts.document import document, plain
from flaskwright.facts.extensions import Extension
from flaskwright.facts.ground import OLDEST, PYTHON_3_8, TODAY, Ground
from flaskwright.facts.migrations import Migrations, Revision
from flaskwright.facts.models import Model
from flaskwright.facts.names import Modules, Symbol
from flaskwright.facts.packaging import Packaging
from flaskwright.facts.place import Place, Problem
from flaskwright.facts.reading import Facts, read
from flaskwright.facts.record import Guest, Record
from flaskwright.facts.requirements import Requirement
from flaskwright.facts.tables import Table
from flaskwright.facts.targets import Target
from flaskwright.facts.templates import Template, Templates

__all__ = [
    "OLDEST",
    "PYTHON_3_8",
    "TODAY",
    "App",
    "Blueprint",
    "Column",
    "Config",
    "ConfigClass",
    "Constraint",
    "Extension",
    "Factory",
    "Facts",
    "Ground",
    "Guest",
    "Load",
    "Migrations",
    "Model",
    "Modules",
    "Packaging",
    "Place",
    "Problem",
    "Record",
    "Relation",
    "Requirement",
    "Revision",
    "Setting",
    "Symbol",
    "Table",
    "Target",
    "Template",
    "Templates",
    "document",
    "plain",
    "read",
]
