"""What a write replaced is kept outside of the project, for a while, and never trusted blindly."""

import stat

import pytest

from flaskwright.project import Project, commit, diff, history, last_write, read, remember


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"old\r\n\xff")
    return folder


def write(root, text, what="a write"):
    before = read(root)
    after = before.put_bytes("a.txt", text).put_bytes(f"new/{text.decode()}.txt", b"x")
    remember(diff(before, after), root, what)
    commit(before, after, root)


def entries(root):
    return history._entries(history._folder(root))


def test_the_old_bytes_are_kept(root):
    write(root, b"one", "the first")

    found = last_write(root)

    assert found.what == "the first"
    assert found.old == {"a.txt": b"old\r\n\xff", "new/one.txt": None}
    assert found.changed(root) == ()
    (root / "a.txt").write_bytes(b"mine")
    assert found.changed(root) == ("a.txt",)


def test_nobody_else_can_read_them(root):
    write(root, b"one")

    assert stat.S_IMODE(entries(root)[0].stat().st_mode) == 0o600


def test_a_write_that_never_came_to_be_is_forgotten(root):
    write(root, b"one", "the first")
    before = read(root)
    remember(diff(before, before.put_bytes("a.txt", b"two")), root, "killed")

    assert last_write(root).what == "the first"
    assert len(entries(root)) == 1


def test_only_the_last_ones_are_kept(root):
    for number in range(history.MOST + 3):
        write(root, str(number).encode(), str(number))

    assert len(entries(root)) == history.MOST
    assert last_write(root).what == str(history.MOST + 2)


@pytest.mark.parametrize("rubbish", [b"", b"no gzip", b"\x1f\x8b\x08"])
def test_rubbish_is_passed_over(root, rubbish):
    write(root, b"one", "the first")
    entries(root)[0].with_name("999998.json.gz").write_bytes(rubbish)

    assert last_write(root).what == "the first"


def test_without_a_place_to_keep_them_the_log_says_so(root, tmp_path, caplog):
    (tmp_path / "state").write_text("a file where a folder should be")

    write(root, b"one")

    assert "This cannot be undone later" in caplog.text
    assert last_write(root) is None


def test_a_project_that_was_never_written_has_none(root):
    assert last_write(root) is None
    assert Project().files == {}
