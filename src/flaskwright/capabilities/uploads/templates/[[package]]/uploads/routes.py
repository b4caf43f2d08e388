"""How files are sent: as something to save, never as a page of ours."""

from flask import Blueprint, Response, send_file

from ..errors import NotFound
from . import storage
from .kinds import MIMETYPES
from .links import is_ours

bp = Blueprint("uploads", __name__, url_prefix="/uploads")

HEADERS = {
    "Cache-Control": "private, max-age=3600",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@bp.get("/<signature>/<path:key>")
def show(signature: str, key: str) -> Response:
    """Send a file to whom its address was made for."""
    if not is_ours(key, signature):
        raise NotFound("There is no such file.")
    path = storage.path_of(key)
    if not path.is_file():
        raise NotFound("There is no such file.")
    mimetype = MIMETYPES.get(path.suffix[1:], "application/octet-stream")
    response = send_file(path, mimetype, as_attachment=True)
    response.headers.update(HEADERS)
    return response
