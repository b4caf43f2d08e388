"""The second factor: codes of an authenticator app, and recovery codes instead."""

import secrets
from base64 import b32encode
from hmac import compare_digest

import pyotp
import segno
from flask import current_app
from markupsafe import Markup
from sqlalchemy import delete, func, select, update

from ..database import utc_now
from ..extensions import db
from . import events
from .encryption import decrypt, encrypt
from .models import RecoveryCode, User
from .rows import won
from .tokens import digest

RECOVERY_CODES = 10


def prepare(user: User) -> None:
    """Give a user a new secret, which counts once a code has proved that it arrived."""
    user.totp_secret = encrypt(pyotp.random_base32())


def enable(user: User, code: str) -> bool:
    """Switch the second factor on, if the code is right."""
    if not use_totp(user, code):
        return False
    user.totp_enabled_at = utc_now()
    return True


def disable(user: User) -> None:
    """Switch the second factor off, and forget all about it."""
    user.totp_secret = None
    user.totp_enabled_at = None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))


def check(user: User, code: str) -> bool:
    """Use up a code of the app, or a recovery code."""
    if use_totp(user, code):
        return True
    if use_recovery_code(user, code):
        events.record("recovery-code-used", user)
        return True
    return False


def use_totp(user: User, code: str) -> bool:
    """Check a code against this half minute and its neighbors, each good only once."""
    if user.totp_secret is None:
        return False
    totp = pyotp.TOTP(secret_of(user))
    code = code.replace(" ", "")
    this_step = totp.timecode(utc_now())
    for step in (this_step - 1, this_step, this_step + 1):
        if compare_digest(totp.generate_otp(step).encode(), code.encode()):
            return use_step(user, step)
    return False


def use_step(user: User, step: int) -> bool:
    """Note a code's half minute; no when it was used before, or a later one was."""
    return won(
        update(User)
        .where(User.id == user.id, User.totp_step < step)
        .values(totp_step=step)
    )


def make_recovery_codes(user: User) -> list[str]:
    """Give a user new recovery codes; only their hashes are kept."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
    db.session.add_all(
        RecoveryCode(user_id=user.id, code_hash=digest(plain(code))) for code in codes
    )
    return codes


def new_recovery_code() -> str:
    """Make a code of 80 random bits, in groups that can be read aloud."""
    letters = b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(letters[i : i + 4] for i in range(0, 16, 4))


def use_recovery_code(user: User, code: str) -> bool:
    """Use up a recovery code."""
    return won(
        delete(RecoveryCode).where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_hash == digest(plain(code)),
        )
    )


def plain(code: str) -> str:
    """Give a recovery code as it is hashed, however it was typed."""
    return code.replace("-", "").replace(" ", "").lower()


def codes_left(user: User) -> int:
    """Count the recovery codes that were not used."""
    query = select(func.count()).where(RecoveryCode.user_id == user.id)
    return db.session.scalar(query) or 0


def secret_of(user: User) -> str:
    """Give the secret that the user's app shares."""
    return decrypt(user.totp_secret or "")


def qr_code(user: User) -> Markup:
    """Draw the secret for the app's camera."""
    uri = pyotp.TOTP(secret_of(user)).provisioning_uri(
        name=user.email, issuer_name=current_app.config["SITE_NAME"]
    )
    svg = segno.make(uri, micro=False).svg_inline(
        scale=5, dark="#000", light="#fff", title="QR code with the secret"
    )
    # Made by segno, from values that it encodes.
    return Markup(svg)  # noqa: S704  # nosec B704
