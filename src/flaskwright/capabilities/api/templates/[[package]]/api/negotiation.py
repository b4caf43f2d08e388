"""Which form a client wants: JSON, or CSV for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, json, request
from werkzeug.exceptions import NotAcceptable

JSON = "application/json"
CSV = "text/csv"

# A spreadsheet takes a cell that starts so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def wants_csv() -> bool:
    """Tell whether CSV is what the client likes best.

    Raises 406 if neither JSON nor CSV will do.
    """
    accept = request.headers.get("Accept", "*/*")
    if accept in ("*/*", JSON):
        return False
    best = request.accept_mimetypes.best_match([JSON, CSV])
    if best is None:
        raise NotAcceptable
    return best == CSV


def as_csv(names: Sequence[str], items: Iterable[dict[str, Any]]) -> Response:
    """Write items as CSV, one a line, below a line of names."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(names)
    writer.writerows([cell(item[name]) for name in names] for item in items)
    return Response(file.getvalue(), mimetype=CSV)


def cell(value: Any) -> Any:
    """Write a value so that a spreadsheet shows it and runs nothing."""
    if isinstance(value, list | dict):
        return json.dumps(value)
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
