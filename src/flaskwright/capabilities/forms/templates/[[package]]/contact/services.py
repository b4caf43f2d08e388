"""Where messages go: into a folder of the instance, until somebody reads them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import current_app
from werkzeug.datastructures import FileStorage

from ..folders import Folder


def inbox() -> Folder:
    """Give the folder of the messages."""
    path = Path(current_app.instance_path, current_app.config["MESSAGES_FOLDER"])
    return Folder(path)


def receive(
    kind: str, data: Mapping[str, Any], attachment: FileStorage | None = None
) -> None:
    """Keep a message; a file is stored under a name of our own."""
    texts = {name: str(value) for name, value in data.items() if value}
    document = {"kind": kind, "received": datetime.now(UTC).isoformat(), **texts}
    folder = inbox()
    if attachment:
        suffix = Path(attachment.filename or "").suffix.lower()
        document["attachment"] = f"{uuid4().hex}{suffix}"
        folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        attachment.save(folder.path / document["attachment"])
    folder.add(document)
