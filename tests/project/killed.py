"""Write and recover in processes that are killed with SIGKILL before one of their steps.

Run as a program: `killed.py commit FOLDER` leaves one tree per step in FOLDER (named by the step), each as
the killed process left it; `killed.py recover FOLDER` kills `recover` at each of its steps as well
(`STEP-STEP`); `killed.py create FOLDER` kills the making of a new tree. A step is a call of an `os` function
that touches the disk.
"""

import io
import os
import signal
import sys
from pathlib import Path

from flaskwright.project import Project, commit, read, recover

STEPS = ("mkdir", "replace", "rename", "link", "unlink", "rmdir", "chmod", "open", "fsync", "close", "fdopen")

OLD = (
    Project()
    .put("shop/__init__.py", "x = 1\n")
    .put_bytes("shop/views.py", b"y = 1\r\n")
    .put("run.sh", "#!/bin/sh\n")
    .put("old/deep/only.txt", "gone soon\n")
    .put("notes.txt", "gone too\n")
    .put("same.txt", "stays\n")
)
NEW = (
    OLD.put("shop/__init__.py", "x = 2\n")
    .put("shop/views.py", "y = 2\nz = 3\n")
    .put("run.sh", "#!/bin/sh\necho\n")
    .drop("old/deep/only.txt")
    .drop("notes.txt")
    .put("shop/mail/templates/hello.txt", "hello\n")
    .put("shop/mail/__init__.py", "")
    .put("tool.sh", "#!/bin/sh\n")
)


def counted(at, fail):
    """Replace the functions that touch the disk: the `at`-th call of them ends in `fail()`."""
    count = 0

    def wrap(function):
        def step(*args, **kwargs):
            nonlocal count
            count += 1
            if count == at:
                fail()
            return function(*args, **kwargs)

        return step

    for name in STEPS:
        setattr(os, name, wrap(getattr(os, name)))
    io.open = wrap(io.open)


def dies_at(at, work):
    """Run work in a process that is killed before its step `at`; say whether it was."""
    child = os.fork()
    if child == 0:
        counted(at, lambda: os.kill(os.getpid(), signal.SIGKILL))
        work()
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return True
    if status:
        sys.exit(f"step {at}: exit status {status}")
    return False


def make(root):
    """Put the old tree there."""
    commit(Project(), OLD, root)
    (root / "shop/views.py").chmod(0o640)
    return root


def kill_commit(folder):
    at, killed = 1, True
    while killed:
        root = make(folder / str(at))
        killed = dies_at(at, lambda root=root: commit(OLD, NEW, root))
        at += 1


def kill_recover(folder):
    first = 1
    while True:
        second = 1
        while True:
            root = make(folder / f"{first}-{second}")
            if not dies_at(first, lambda root=root: commit(read(root), NEW, root)):
                return
            if not dies_at(second, lambda root=root: recover(root)):
                break
            second += 1
        first += 1


def kill_create(folder):
    at = 1
    while dies_at(at, lambda at=at: commit(Project(), NEW, folder / str(at))):
        at += 1


if __name__ == "__main__":
    {"commit": kill_commit, "recover": kill_recover, "create": kill_create}[sys.argv[1]](Path(sys.argv[2]))
