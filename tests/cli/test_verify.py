"""`flaskwright verify` shows every step with its evidence, and ends with the right exit code."""

import pytest
from terminal import on_terminal

from flaskwright.delivery.report import Evidence, Report, State, Step


@pytest.fixture
def report(monkeypatch):
    """Let verify end in these steps."""

    def give(*states):
        steps = tuple(
            Step(
                f"step{number}",
                f"Title [{number}]",
                state,
                1.5,
                Evidence(f"ran {number}", "said", ("detail [x]",)),
            )
            for number, state in enumerate(states)
        )
        asked = []

        def verify(root, python, steps_, tell):
            asked.append((root, python, steps_))
            for step in steps if tell else ():
                tell(step)
            return Report(str(root), steps)

        monkeypatch.setattr("flaskwright.delivery.verify.verify", verify)
        return asked

    return give


def test_all_good(cli, here, report):
    asked = report(State.PASSED, State.NOT_NEEDED)
    result = cli("verify", "--step", "boot", "--step", "serve", "--python", "/usr/bin/python3")
    assert result.code == 0
    assert asked == [(here.resolve(), "/usr/bin/python3", ("boot", "serve"))]
    assert "✓ Title [0]" in result.out
    assert "1 passed, 1 not needed" in result.out
    assert "detail" not in result.out


@pytest.mark.parametrize("state", [State.FAILED, State.COULD_NOT_RUN])
def test_what_is_not_good_ends_in_one_and_shows_more(cli, report, state):
    report(State.PASSED, state)
    result = cli("verify")
    assert result.code == 1
    assert "detail [x]" in result.out
    assert f"1 {state.value}" in result.out


def test_json(cli, report):
    report(State.FAILED)
    result = cli("verify", "--json")
    assert result.code == 1
    assert result.json["good"] is False
    assert result.json["steps"][0]["state"] == "failed"


def test_a_folder_that_is_not_there(cli, here):
    result = cli("verify", "--project", here / "missing")
    assert result.code == 2
    assert result.err.count("\n") == 1


def test_an_unknown_step(cli):
    result = cli("verify", "--step", "bot")
    assert result.code == 2
    assert "did you mean boot?" in result.err


def test_on_a_terminal_it_is_in_color(here):
    code, seen = on_terminal(["verify", "--step", "interpreter"], cwd=here)
    assert code == 1
    assert "could not run" in seen
    assert "\x1b[" in seen
