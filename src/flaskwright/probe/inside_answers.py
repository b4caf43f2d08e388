"""Asks an application every address that takes no value, inside the project's own interpreter.

Nothing but the scratch folder can be written to meanwhile, no program starts and no database outside is opened.
Standard library only, Python 3.8 and Flask 1.0 and newer: this file is never imported by Flaskwright.
"""

import os
import re
import signal
import sys
import time

SECONDS, ALTOGETHER, MOST = 5, 25, 300
# What a request's answer says by chance.
NONCE = re.compile(r"nonce-[\w+/=-]+")
UNTOLD = frozenset({"set-cookie", "authorization", "www-authenticate"})
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
STARTING = frozenset({"subprocess.Popen", "os.system", "os.posix_spawn", "os.exec"})
CHANGING = frozenset(
    {"os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.truncate", "os.chmod", "shutil.rmtree"}
)


class TooLong(BaseException):
    """Passes whatever the application catches."""


class Fence:
    """Refuses what would reach out of the scratch folder, once it is closed."""

    def __init__(self, scratch):
        self.scratch = os.path.realpath(scratch)
        self.closed = False
        sys.addaudithook(self)

    def __call__(self, event, arguments):
        if not self.closed:
            return
        if event in STARTING:
            raise PermissionError("no programs while addresses are asked")
        if event == "sqlite3.connect":
            name = os.fsdecode(arguments[0])
            outside = name not in {"", ":memory:"} and not self.holds(name.split("?")[0])
        elif event == "open":
            outside = bool(arguments[2] & WRITING) and not self.holds(arguments[0])
        else:
            outside = event in CHANGING and not self.holds(arguments[0])
        if outside:
            raise PermissionError("nothing outside the copy is changed while addresses are asked")

    def holds(self, path):
        if isinstance(path, int):
            return True
        path = os.fsdecode(path)
        path = os.path.realpath(path[5:] if path.startswith("file:") else path)
        return path.startswith((self.scratch + os.sep, "/dev/"))


def ask(app, fence, alone):
    """Give status and headers of each address; none where a real database could be reached."""
    uri = str(app.config.get("SQLALCHEMY_DATABASE_URI") or "sqlite:")
    if not alone and not uri.startswith("sqlite"):
        return {}
    rules = sorted(
        {
            rule.rule
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ())
            and not (rule.build_only or rule.subdomain or rule.host)
            and "<" not in rule.rule
        }
    )
    fence.closed = True
    try:
        fill(app)
        end, found = time.monotonic() + ALTOGETHER, {}
        for number, rule in enumerate(rules[:MOST]):
            if time.monotonic() < end:
                answer = asked(app, rule, number)
                if answer:
                    found[rule] = answer
        return found
    finally:
        fence.closed = False


def fill(app):
    """Make the tables in an SQLite database of the copy: an address that reads them answers as it would."""
    extension = getattr(app, "extensions", {}).get("sqlalchemy")
    db = getattr(extension, "db", extension)
    try:
        with app.app_context():
            engine = getattr(db, "engine", None)
            if engine is not None and engine.dialect.name == "sqlite":
                db.create_all()
    except Exception:  # the addresses say what comes of it
        return


def asked(app, rule, number):
    """Ask one address, each from another place: a limit on callers stops none."""
    caller = "127.0.%d.%d" % (number // 250, number % 250 + 2)
    try:
        start_clock()
        try:
            response = app.test_client().open(rule, method="GET", environ_overrides={"REMOTE_ADDR": caller})
            answer = {"status": response.status_code, "headers": headers(response)}
            response.close()
        finally:
            stop_clock()
    except TooLong:
        return None
    except BaseException:  # an application in debug mode lets it through
        return {"status": 500, "headers": {}}
    return answer


def headers(response):
    """Give what each header says; of one that may hold a secret nothing."""
    found = {}
    for name, value in response.headers.items():
        told = "" if name.lower() in UNTOLD else NONCE.sub("nonce", value)[:500]
        found[name] = ", ".join(filter(None, (found.get(name), told)))
    return found


def start_clock():
    def stop(*_):
        raise TooLong

    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, stop)
        signal.setitimer(signal.ITIMER_REAL, SECONDS)


def stop_clock():
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)
