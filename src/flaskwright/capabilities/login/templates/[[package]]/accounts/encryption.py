"""Texts that a copy of the database does not reveal."""

import hashlib
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, MultiFernet
from flask import current_app


def encrypt(text: str) -> str:
    """Encrypt a text with SECRET_KEY."""
    return cipher().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """Read an encrypted text; the keys of SECRET_KEY_FALLBACKS work too."""
    return cipher().decrypt(text).decode()


def cipher() -> MultiFernet:
    """Make a cipher of the application's keys, the current one first."""
    settings = current_app.config
    keys = [settings["SECRET_KEY"], *(settings.get("SECRET_KEY_FALLBACKS") or [])]
    return MultiFernet([Fernet(derive(key)) for key in keys])


def derive(key: str) -> bytes:
    """Turn the application's key into one for this purpose only."""
    person = b"encrypted text"
    return urlsafe_b64encode(
        hashlib.blake2b(key.encode(), digest_size=32, person=person).digest()
    )
