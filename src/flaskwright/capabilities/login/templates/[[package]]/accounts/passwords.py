"""Passwords: which ones are good, and how they are kept."""

import secrets
import unicodedata
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from .models import User

SHORTEST = 12
# Far beyond any password; it only bounds the work that a stranger can cause.
LONGEST = 1000

COMMON = Path(__file__).with_name("common_passwords.txt")


def weakness(password: str, email: str) -> str | None:
    """Say what is wrong with a new password, or None."""
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters; a few words are easy to remember."
    if len(password) > LONGEST:
        return f"Use at most {LONGEST} characters."
    if is_guessable(password.casefold(), email):
        return "Many people would guess this one; choose something less common."
    return None


def is_guessable(password: str, email: str) -> bool:
    """Say whether a password is common, or a common one made longer by a trick."""
    core = password.strip("0123456789!?.,;:*#$%&+-_=@ ")
    unit = smallest_unit(password)
    known = {*common(), email, email.partition("@")[0]}
    return bool({password, core, unit} & known) or len(set(password)) < 5 or not core


def smallest_unit(text: str) -> str:
    """Give the shortest piece that makes the text when it is repeated."""
    return text[: (text + text).index(text, 1)]


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    """Read the list of common passwords."""
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def set_password(user: User, password: str) -> None:
    """Give a user a new password."""
    user.password_hash = hash_password(password)


def hash_password(password: str) -> str:
    """Hash a password with argon2id."""
    return hasher().hash(prepare(password))


def verify(user: User | None, password: str) -> bool:
    """Check a password; without a user, work as long and say no."""
    hashed = user.password_hash if user else decoy()
    try:
        hasher().verify(hashed, prepare(password))
    except (VerificationError, InvalidHashError):
        return False
    if user and hasher().check_needs_rehash(hashed):
        set_password(user, password)
    return user is not None


def prepare(password: str) -> bytes:
    """Give the same bytes for a password, whichever way a keyboard composes letters."""
    return unicodedata.normalize("NFKC", password).encode()


def hasher() -> PasswordHasher:
    """Give the hasher of the settings."""
    settings = current_app.config
    return make_hasher(
        settings["PASSWORD_HASH_PASSES"], settings["PASSWORD_HASH_MEMORY_KIB"]
    )


@lru_cache(maxsize=2)
def make_hasher(passes: int, memory: int) -> PasswordHasher:
    """Make a hasher; one lane, for servers answer several people at a time."""
    return PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=1)


def decoy() -> str:
    """Give the hash of a password that nobody knows."""
    return make_decoy(hasher())


@lru_cache(maxsize=2)
def make_decoy(hasher: PasswordHasher) -> str:
    """Hash something random, once."""
    return hasher.hash(secrets.token_bytes(16))
