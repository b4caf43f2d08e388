"""Runs a project's own tests inside its interpreter and writes how each of them ended as JSON.

Takes one argument, a JSON file: `folders` for the import path, `answer` (the file to write). Needs the project's
pytest; Python 3.8 and newer: this file is never imported by Flaskwright.
"""

import json
import os
import sys


class Outcomes:
    def __init__(self):
        self.found = {}

    def pytest_runtest_logreport(self, report):
        if report.failed or self.found.get(report.nodeid) == "failed":
            self.found[report.nodeid] = "failed"
        elif report.skipped:
            self.found[report.nodeid] = "skipped"
        elif report.when == "call":
            self.found[report.nodeid] = "passed"

    def pytest_collectreport(self, report):
        if report.failed:
            self.found[report.nodeid] = "failed"


def main(order):
    with open(order, encoding="utf-8") as file:
        order = json.load(file)
    import inside_databases  # from this folder, which the tests do not see

    inside_databases.leave(os.path.dirname(order["answer"]))
    sys.path[0:1] = order["folders"]
    try:
        import pytest
    except ImportError:
        answer = {"reason": "its environment has no pytest", "outcomes": {}}
    else:
        outcomes = Outcomes()
        options = ["-q", "-p", "no:cacheprovider"]
        pytest.main(options, plugins=[outcomes])
        # What many a tutorial calls its tests, pytest does not look for.
        if os.path.exists("tests.py") and not any(node.startswith("tests.py") for node in outcomes.found):
            pytest.main([*options, "tests.py"], plugins=[outcomes])
        answer = {"reason": "" if outcomes.found else "no tests were found", "outcomes": outcomes.found}
    with open(order["answer"], "w", encoding="utf-8") as file:
        json.dump(answer, file)
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
