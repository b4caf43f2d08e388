"""Gives an application copies of the SQLite databases that lie outside of the project's copy.

Many an application migrates its database when it starts: looking at it must not change what it really uses.
Standard library only, Python 3.7 and newer: this file is never imported by Flaskwright.
"""

import hashlib
import os
import shutil

# More is data that no application needs to say what it is made of: it gets an empty one.
LARGEST = 50_000_000


def leave(scratch):
    """Let every database that is opened by a path outside of the scratch folder be a copy in it."""
    try:
        import sqlite3
    except ImportError:
        return
    connect, scratch = sqlite3.connect, os.path.realpath(scratch)

    def elsewhere(*args, **kwargs):
        if args:
            args = (moved(args[0], scratch), *args[1:])
        elif "database" in kwargs:
            kwargs["database"] = moved(kwargs["database"], scratch)
        return connect(*args, **kwargs)

    sqlite3.connect = sqlite3.dbapi2.connect = elsewhere


def moved(database, scratch):
    """Give the name of a database's copy; itself where it is in memory or in the scratch folder."""
    try:
        name = os.fsdecode(database)
    except TypeError:
        return database
    if not name.startswith("file:"):
        path = copied(name, scratch) if name not in {"", ":memory:"} else None
        return database if path is None else path
    path, mark, more = name[5:].partition("?")
    if path.startswith("//"):
        path = "/" + path[2:].partition("/")[2]
    if path in {"", ":memory:"} or "mode=memory" in more:
        return database
    path = copied(path, scratch)
    return database if path is None else "file:" + path + mark + more


def copied(path, scratch):
    """Give the copy of a database, made where it is missing; None for one that lies in the scratch folder."""
    path = os.path.realpath(path)
    if path.startswith(scratch + os.sep):
        return None
    folder = os.path.join(scratch, "databases", hashlib.sha256(os.fsencode(path)).hexdigest()[:16])
    copy = os.path.join(folder, os.path.basename(path))
    if not os.path.isdir(folder):
        os.makedirs(folder)
        for more in ("", "-wal"):
            if os.path.isfile(path + more) and os.path.getsize(path + more) <= LARGEST:
                shutil.copyfile(path + more, copy + more)
    return copy
