"""JSON documents in a folder, for what needs no database."""

import hashlib
import json
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Folder:
    """Documents by key; the key itself is a secret and is not written anywhere."""

    def __init__(self, path: Path, lifetime: float | None = None) -> None:
        self.path = path
        self.lifetime = lifetime

    def add(self, document: dict[str, Any]) -> str:
        """Keep a new document and give its key; outdated ones are thrown away."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.lifetime is not None:
            for path in self.path.glob("*.json"):
                if self._outdated(path):
                    path.unlink(missing_ok=True)
        key = secrets.token_urlsafe(24)
        self.put(key, document)
        return key

    def put(self, key: str, document: dict[str, Any]) -> None:
        """Write a document whole: a reader sees the old one or the new one."""
        path = self._path(key)
        scratch = path.with_suffix(f".{secrets.token_hex(4)}.tmp")
        scratch.touch(mode=0o600)
        scratch.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        os.replace(scratch, path)

    def get(self, key: str | None) -> dict[str, Any] | None:
        """Give a document, or None when there is none or it is outdated."""
        if not key:
            return None
        path = self._path(key)
        try:
            if self._outdated(path):
                return None
            document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except OSError:
            return None
        return document

    def drop(self, key: str) -> bool:
        """Delete a document; of several who try at once, one is told True."""
        try:
            self._path(key).unlink()
        except FileNotFoundError:
            return False
        return True

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Give every document, the oldest first."""
        paths = sorted(self.path.glob("*.json"), key=lambda p: p.stat().st_mtime_ns)
        for path in paths:
            yield json.loads(path.read_text(encoding="utf-8"))

    def _path(self, key: str) -> Path:
        return self.path / f"{hashlib.sha256(key.encode()).hexdigest()}.json"

    def _outdated(self, path: Path) -> bool:
        if self.lifetime is None:
            return False
        try:
            return time.time() - path.stat().st_mtime > self.lifetime
        except FileNotFoundError:
            return True
