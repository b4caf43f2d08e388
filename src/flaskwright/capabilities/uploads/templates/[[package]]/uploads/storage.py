"""Where files are kept: a folder of this machine that no web server looks into."""

import os
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from flask import current_app

from ..errors import NotFound

KEY = re.compile(r"[0-9a-f]{32}/[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")


def new_key(name: str) -> str:
    """Make a key that nobody can guess, and that ends in a name."""
    return f"{secrets.token_hex(16)}/{name}"


def path_of(key: str) -> Path:
    """Give the file of a key; raises NotFound for a text that is no key."""
    if not KEY.fullmatch(key):
        raise NotFound("There is no such file.")
    return root() / key


def root() -> Path:
    """Give the folder."""
    return Path(current_app.instance_path, current_app.config["UPLOAD_FOLDER"])


def save(key: str, data: BinaryIO) -> None:
    """Write the file beside its place, then move it there: nobody sees a half."""
    path = path_of(key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    data.seek(0)
    with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        try:
            while chunk := data.read(1 << 16):
                file.write(chunk)
        except BaseException:
            os.unlink(file.name)
            path.parent.rmdir()
            raise
    os.replace(file.name, path)


def delete(key: str) -> None:
    """Remove the file and its folder; what is gone, or never was, is no error."""
    if not KEY.fullmatch(key):
        return
    path = path_of(key)
    path.unlink(missing_ok=True)
    if path.parent.is_dir() and not any(path.parent.iterdir()):
        path.parent.rmdir()


def listed() -> Iterator[tuple[str, datetime]]:
    """Give every key, and since when its file is kept."""
    for path in sorted(root().glob("*/*")):
        if KEY.fullmatch(key := path.relative_to(root()).as_posix()):
            yield key, datetime.fromtimestamp(path.stat().st_mtime, UTC)
