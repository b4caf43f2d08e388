"""`flaskwright undo` takes back the last plan, exactly, or refuses."""

from cli.trees import snapshot


def test_each_plan_is_taken_back_in_turn(cli, shop):
    fresh = snapshot(shop)
    cli("add", "logging", "--yes")
    one = snapshot(shop)
    cli("add", "health", "--yes")

    assert "Takes back: flaskwright add health" in cli("undo", "--yes").out
    assert snapshot(shop) == one
    assert cli("undo", "--yes").code == 0
    assert snapshot(shop) == fresh
    assert "There is nothing to undo in shop." in cli("undo", "--yes").err


def test_a_dry_run_takes_nothing_back(cli, shop):
    cli("add", "logging", "--yes")
    before = snapshot(shop)

    result = cli("undo", "--dry-run", "--json")

    assert result.json["written"] is False
    assert "shop/logs.py" in result.json["files"]["removed"]
    assert snapshot(shop) == before


def test_what_was_changed_since_is_not_lost(cli, shop):
    cli("add", "logging", "--yes")
    (shop / "shop" / "logs.py").write_text("mine\n")
    before = snapshot(shop)

    result = cli("undo", "--yes")

    assert result.code == 2
    assert "shop/logs.py changed since `flaskwright add logging`" in result.err
    assert snapshot(shop) == before


def test_nobody_to_ask(cli, shop):
    cli("add", "logging", "--yes")
    before = snapshot(shop)

    assert "There is nobody to ask" in cli("undo").err
    assert snapshot(shop) == before
