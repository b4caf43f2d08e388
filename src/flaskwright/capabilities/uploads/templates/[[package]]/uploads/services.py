"""What can be done with uploaded files."""

import os
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from flask import current_app
from werkzeug.datastructures import FileStorage
from werkzeug.utils import secure_filename

from . import storage
from .images import redraw
from .kinds import KINDS, Kind, kind_of
from .refusal import Refused

LONGEST_NAME = 80
GRACE = timedelta(days=1)


@dataclass(frozen=True)
class Accepted:
    """A file that was checked: what it may be called, and what it holds."""

    name: str
    data: BinaryIO


def accept(file: FileStorage, *, image: bool = False) -> Accepted:
    """Check a file that somebody sent; pictures are drawn anew.

    Its content must be what its name says, of a kind in UPLOAD_KINDS, and not larger
    than UPLOAD_MAX_BYTES; with `image`, it must be a picture. Raises Refused.
    """
    data: BinaryIO = file.stream  # type: ignore[assignment] # what Werkzeug parsed is one
    check_size(data)
    name, ending = clean_name(file.filename or "")
    kind = kind_of(ending, data)
    possible = allowed(image=image)
    if kind is None or kind not in possible:
        endings = sorted(ending for kind in possible for ending in kind.endings)
        raise Refused(f"Only these files are possible: {', '.join(endings)}.")
    if kind.image:
        data = redraw(data, current_app.config["UPLOAD_MAX_PIXELS"])
    return Accepted(name, data)


def keep(accepted: Accepted) -> str:
    """Keep a file and give its key, for a column of one row."""
    key = storage.new_key(accepted.name)
    storage.save(key, accepted.data)
    return key


def check_size(data: BinaryIO) -> None:
    """Refuse a file that is empty or too large."""
    size, most = data.seek(0, os.SEEK_END), current_app.config["UPLOAD_MAX_BYTES"]
    if size == 0:
        raise Refused("The file is empty.")
    if size > most:
        raise Refused(f"The file is larger than {most / 1024**2:.3g} MB.")


def allowed(*, image: bool = False) -> list[Kind]:
    """Give the kinds of files, or of pictures, that the settings allow."""
    kinds = (KINDS[name] for name in current_app.config["UPLOAD_KINDS"])
    return [kind for kind in kinds if kind.image or not image]


def clean_name(filename: str) -> tuple[str, str]:
    """Give a name without anything odd in it, and its ending."""
    stem, _, ending = secure_filename(filename).rpartition(".")
    ending = ending.lower()
    stem = stem.replace(".", "_").lstrip("_")[:LONGEST_NAME] or "file"
    return f"{stem}.{ending}", ending


def prune(used: Collection[str]) -> list[str]:
    """Delete files that nothing refers to any more, and give their keys.

    A file of less than a day stays: the row that refers to it may not be written yet.
    """
    before = datetime.now(UTC) - GRACE
    unused = [k for k, since in storage.listed() if k not in used and since < before]
    for key in unused:
        storage.delete(key)
    return unused
