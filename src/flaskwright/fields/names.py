"""Which names fields and resources may have, and the names that follow from them."""

from __future__ import annotations

import difflib
import keyword
import re
from collections.abc import Iterable

from flaskwright.errors import UsageError

LONGEST = 30  # so that every constraint's name fits PostgreSQL's 63 characters

# Written by every resource's model itself.
AUTOMATIC = frozenset({"id", "created_at", "updated_at"})

# Names that mean something else on a SQLAlchemy model, a WTForms form or a marshmallow schema, that generated
# code uses, or that builtins have and annotations need.
_RESERVED = {
    "SQLAlchemy": "metadata query registry query_class type_annotation_map count index t tuple mapped_column"
    " relationship",
    "factory_boy": "build build_batch create create_batch factory generate generate_batch reset_sequence"
    " simple_generate simple_generate_batch stub stub_batch",
    "the generated code": "dt or_none today utc_now uuid4 yes_no_or_none",
    "WTForms": "data errors form_errors validate populate_obj process meta csrf csrf_token hidden_tag submit"
    " is_submitted post_process validate_on_submit",
    "marshmallow": "fields context opts dump dumps load loads declared_fields load_fields dump_fields exclude only"
    " error_messages many partial unknown handle_error get_attribute dict_class set_class on_bind_field from_dict",
    "Python": "str int float bool dict list bytes object type_ self cls super property print",
    "the list's address": "page sort q per_page after",
}
RESERVED = {name: owner for owner, names in _RESERVED.items() for name in names.split()}

# Modules and packages of generated applications.
_TAKEN = frozenset(
    {
        *(
            "accounts",
            "admin",
            "agents",
            "api",
            "catalog",
            "commands",
            "config",
            "database",
            "errors",
            "extensions",
        ),
        *(
            "factories",
            "fixtures",
            "form_fields",
            "forms",
            "headers",
            "health",
            "hooks",
            "instance",
            "jobs",
            "load",
        ),
        *(
            "logs",
            "mail",
            "mails",
            "models",
            "migrations",
            "pages",
            "proxies",
            "queries",
            "repositories",
            "roles",
        ),
        *(
            "routes",
            "schemas",
            "seed",
            "services",
            "sessions",
            "settings",
            "static",
            "tasks",
            "templates",
            "tests",
        ),
        *("uploads", "users", "validators", "wsgi"),
        *(
            "assets",
            "column_types",
            "connections",
            "folders",
            "limits",
            "macros",
            "metrics",
            "owners",
            "redirects",
            "seed_files",
            "slugs",
        ),
        *("args", "rows", "values"),  # what generated modules call something else
    }
)
# Classes that generated modules import, and models that capabilities bring; a resource of that name would hide them.
_CLASSES = frozenset(
    """
    AccountEvent Acting AdminChange Any ApiSchema Base BigInteger Blueprint BytesIO Callable Check Column Config
    Conflict Decimal Email Exact Factory Field File Filled Flask FlaskClient ForeignKey Form IdempotencyKey
    IntegrityError Invalid Iterator Length Listing LogInAs Mapped Mapping Meta MethodView Model ModelView NotAllowed
    NotFound Optional OutgoingMail Page Pagination Queries RecoveryCode Regexp Response ResponseReturnValue Role
    RoleChange RolePermission Schema Seed Select Sequence Session StrEnum String Table Text Throttle Timestamps Time
    TypedDict Unpack User UserFactory UserSession UserToken Values
    """.split()  # noqa: SIM905 (a list of strings would take a page)
)
# Constants beside them, which a resource named by capitals alone (CSV, UUID) would hide.
_CONSTANTS = frozenset(
    "ADDRESS CHANGES CSV KEY LISTING NOWHERE PAGE ROW SEARCHED SEEDS SORTED TEXT UUID".split()  # noqa: SIM905 (as above)
)
# What else stands in generated modules and pages that have a row in a variable: a row of that name is `the_request`.
SPOKEN = frozenset(
    """
    acting actor actor_id add address administrator ago api args asset assign before bodies body bool bp browser
    by_slug c caught change changes changing check client column columns conflict count counts create created_at
    current_user db delete dict document download downwards dt edit editor empty error_summary escape etag expected
    factory few field fields filled find first first_values flash float form form_in free_slug get getattr go_to id
    idempotent index inspect int joinedload key keys len link list listed location log_in_as logged_in
    login_required made make mapped_column mapper may_change method model monkeypatch n name new newest number
    object oldest only other other_values owners page page_head page_of paginate pagination partial patch picture
    place post post_button pytest pytestmark queries query range re relationship remove render_template repositories
    request require_actor require_change response row rows save search second seen sees_all select self sent
    services session set setattr show slug sort sorted sorted_by status status_of stored str submit table taken
    target text title transaction tuple type update updated_at upwards url_for user validate value values visible
    visitor way ways write write_row
    """.split()  # noqa: SIM905 (as above)
)
_IRREGULAR = {"person": "people", "child": "children", "man": "men", "woman": "women", "mouse": "mice"}
_UNCHANGED = frozenset({"news", "series", "species", "equipment", "information", "staff", "media", "data"})


def snake(name: str) -> str:
    """Turn `OrderLine` into `order_line`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def pascal(name: str) -> str:
    """Turn `order_line` into `OrderLine`."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def words(name: str) -> str:
    """Turn `order_line` into `Order line`."""
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


def plural(name: str) -> str:
    """Give the English plural of a snake_case noun: `category` → `categories`."""
    head, _, last = name.rpartition("_")
    prefix = f"{head}_" if head else ""
    if last in _UNCHANGED:
        return name
    if last in _IRREGULAR:
        return prefix + _IRREGULAR[last]
    if re.search(r"[^aeiou]y$", last):
        return f"{name[:-1]}ies"
    if re.search(r"(s|x|z|ch|sh)$", last):
        return f"{name}es"
    return f"{name}s"


def nearest(name: str, known: Iterable[str]) -> str:
    """Give "; did you mean …?" for a name that looks like a known one, else nothing."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""


def check_field(name: str) -> None:
    """Raise UsageError unless a field may have that name."""
    if name in AUTOMATIC:
        raise UsageError(f"{name} is there in every resource; leave it out.")
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name):
        hint = snake(re.sub(r"\W+", "_", name)).strip("_")
        example = hint if re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", hint) else "unit_price"
        taken = example in RESERVED or keyword.iskeyword(example)
        example = f"{example}_value" if taken else example
        raise UsageError(f"{name!r} is no name for a field; write it in lower case, as in {example}.")
    if len(name) > LONGEST:
        raise UsageError(f"{name} is longer than {LONGEST} characters; databases cut names that long.")
    if keyword.iskeyword(name):
        raise UsageError(f"{name} is a word of Python; take another name, as in {name}_value.")
    if name in RESERVED:
        owner = RESERVED[name]
        raise UsageError(f"{name} means something else to {owner}; take another name, as in {name}_value.")


def check_resource(name: str) -> None:
    """Raise UsageError unless a resource may have that name."""
    if not re.fullmatch(r"([A-Z][a-z0-9]*)+", name, flags=re.ASCII) or len(name) == 1:
        hint = pascal(snake(re.sub(r"\W+", "_", name)).strip("_"))
        example = hint if re.fullmatch(r"[A-Z][A-Za-z0-9]+", hint) else "OrderLine"
        raise UsageError(f"{name!r} is no name for a resource; write it as a class's, as in {example}.")
    if len(name) > LONGEST:
        raise UsageError(f"{name} is longer than {LONGEST} characters; databases cut names that long.")
    package = plural(snake(name))
    if name == "User":
        raise UsageError("User comes with the login capability; refer to it with ref(User).")
    if name in _CLASSES | _CONSTANTS or keyword.iskeyword(snake(name)) or keyword.iskeyword(name):
        raise UsageError(f"{name} means something else in the generated code; take another name.")
    if package in _TAKEN:
        raise UsageError(
            f"{name} would need the package {package}, which is the application's; take another name."
        )
