"""A terminal for a program: what a person would see and type."""

import fcntl
import os
import select
import signal
import subprocess
import sys
import termios
import time


def on_terminal(args, answers=(), *, cwd, env=None):
    """Run the program on a terminal of its own.

    `answers` are pairs: the text to wait for and what to type then (a line). Gives the exit code and all that was
    printed.
    """
    ours, theirs = os.openpty()
    command = [sys.executable, "-c", "from flaskwright.cli import main; main()", *map(str, args)]
    with subprocess.Popen(
        command,
        cwd=cwd,
        env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"} | (env or {}),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=_take_terminal,  # noqa: PLW1509 (so that Ctrl-C is one)
    ) as process:
        os.close(theirs)
        try:
            seen = _talk(ours, list(answers))
            process.wait(timeout=30)
        finally:
            process.kill()
    os.close(ours)
    return process.returncode, seen


def _take_terminal():
    """Let Ctrl-C reach the program, also where the tests run in the background, which ignores it."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _talk(terminal, answers, limit=30):
    seen, at, end = "", 0, time.monotonic() + limit
    while time.monotonic() < end:
        if not select.select([terminal], [], [], 0.5)[0]:
            continue
        try:
            data = os.read(terminal, 65536)
        except OSError:  # Linux says so when the program has gone
            return seen
        if not data:
            return seen
        seen += data.decode(errors="replace")
        if answers and answers[0][0] in seen[at:]:
            at = len(seen)
            os.write(terminal, f"{answers.pop(0)[1]}\n".encode())
    raise TimeoutError(seen)
