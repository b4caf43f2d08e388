"""`flaskwright check` tells what is wrong, and where."""


def test_the_command_tells_what_and_where(cli, here):
    (here / "config.py").write_text("class Config:\n    SECRET_KEY = 'hunter2hunter2'\n")

    result = cli("check")

    assert result.code == 1
    assert "config.py:2  FW103 high  SECRET_KEY is written in the code." in result.out
    assert "hunter2" not in result.out
    assert cli("check", "--json").json["findings"][0]["line"] == 2
    (here / "config.py").unlink()
    assert "Nothing was found." in cli("check").out
