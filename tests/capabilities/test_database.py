"""What only several threads at once show of the database's connections."""

from __future__ import annotations

import pytest

from generation import generated, written
from running import command

# Each round opens a new file from several threads at the same time.
OPENED = """
import sqlite3, sys, tempfile, threading
from pathlib import Path
from shop.connections import prepare_sqlite

ROUNDS, THREADS = 400, 3
failed = []

def open_it(path, begin):
    begin.wait()
    connection = sqlite3.connect(path)
    try:
        prepare_sqlite(connection)
        connection.execute("SELECT * FROM sqlite_master").fetchall()
    except sqlite3.OperationalError as error:
        failed.append(str(error))
    connection.close()

with tempfile.TemporaryDirectory() as folder:
    for number in range(ROUNDS):
        path, begin = Path(folder, f"{number}.db"), threading.Barrier(THREADS)
        threads = [threading.Thread(target=open_it, args=(path, begin)) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        connection = sqlite3.connect(path)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        connection.close()
print(failed)
"""


@pytest.mark.apps
def test_threads_that_open_a_new_file_together_are_all_let_in(tmp_path):
    folder = written(generated("database"), tmp_path)
    (folder / "opened.py").write_text(OPENED)

    assert command(folder, "opened") == "[]\n"
