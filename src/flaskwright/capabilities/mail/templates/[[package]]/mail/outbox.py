"""The outbox: a folder with a file for each letter to be sent."""

import json
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from .delivery import hand_over
from .letters import Letter, make, name_of

LONGEST_WAIT = 24 * 60 * 60
# Who has not sent a letter by then was killed.
CLAIM = 10 * 60

# One thread sends, so that nobody waits for the mail server, nor can tell by the
# time of an answer whether a mail was sent.
background = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")


@dataclass
class OutgoingMail:
    """A letter that the mail server has not taken yet."""

    id: str
    letter: str
    arguments: dict[str, Any]
    due: float
    attempts: int = 0
    error: str = ""

    @property
    def due_at(self) -> datetime:
        """When it is to be sent."""
        return datetime.fromtimestamp(self.due, UTC)

    def write(self) -> None:
        """Write the file, whole or not at all."""
        path = path_of(self.id)
        scratch = path.with_suffix(".tmp")
        scratch.write_text(json.dumps(asdict(self)), encoding="utf-8")
        scratch.replace(path)


def send(letter: Letter, **arguments: Any) -> None:
    """Put a letter into the outbox, and send it as soon as the server takes it."""
    identity = f"{time.time_ns()}-{secrets.token_hex(4)}"
    mail = OutgoingMail(identity, name_of(letter), arguments, due=time.time())
    mail.write()
    if current_app.config["MAIL_IN_BACKGROUND"]:
        app = current_app._get_current_object()  # type: ignore[attr-defined]
        background.submit(deliver_for, app)


def deliver_for(app: Flask) -> None:
    """Deliver what is due, outside of a request."""
    with app.app_context():
        try:
            deliver()
        except Exception:
            app.logger.exception("The outbox could not be read")


def deliver(everything: bool = False) -> int:
    """Send the letters that are due, or all of them; give the number sent."""
    restore()
    now = time.time()
    due = [mail for mail in waiting() if everything or mail.due <= now]
    return sum(deliver_one(mail.id) for mail in due)


def deliver_one(identity: str) -> bool:
    """Send one letter and forget it; if that fails it stays for another time."""
    taken = claim(identity)
    mail = read(taken) if taken else None
    if taken is None or mail is None:
        return False
    try:
        message = make(mail.letter, mail.arguments)
        if message is not None:
            hand_over(message)
    except Exception as error:
        # Whatever went wrong with one letter must not hold up the others.
        mail.due = time.time() + min(60 * 2 ** min(mail.attempts, 20), LONGEST_WAIT)
        mail.attempts += 1
        mail.error = type(error).__name__
        mail.write()
        taken.unlink(missing_ok=True)
        current_app.logger.warning("Mail %s waits: %s", identity, mail.error)
        return False
    taken.unlink(missing_ok=True)
    return True


def claim(identity: str) -> Path | None:
    """Take a letter for ourselves, unless others did; give its file."""
    path = path_of(identity)
    taken = path.with_suffix(f".{secrets.token_hex(4)}.taken")
    try:
        return path.rename(taken)
    except FileNotFoundError:
        return None


def waiting() -> list[OutgoingMail]:
    """Give the letters in the outbox, the oldest first; some may be on their way."""
    files = [*outbox_folder().glob("*.json"), *outbox_folder().glob("*.taken")]
    return [mail for mail in map(read, sorted(files)) if mail]


def read(path: Path) -> OutgoingMail | None:
    """Read a letter, or give None where another process has just sent it."""
    try:
        return OutgoingMail(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def restore() -> None:
    """Bring back what a process was sending when it was killed."""
    for taken in outbox_folder().glob("*.taken"):
        with suppress(FileNotFoundError):
            if time.time() - taken.stat().st_ctime > CLAIM:
                taken.replace(path_of(taken.name.partition(".")[0]))


def path_of(identity: str) -> Path:
    """Give the file of a letter."""
    return outbox_folder() / f"{identity}.json"


def outbox_folder() -> Path:
    """Give the folder of the outbox."""
    root = Path(current_app.instance_path, current_app.config["MAIL_FOLDER"])
    folder = root / "outbox"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
