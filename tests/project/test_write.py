"""Writing leaves the old tree or the new one: whatever fails, and whenever it is killed."""

import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flaskwright.errors import ProjectError
from flaskwright.project import Project, commit, diff, read, recover
from flaskwright.project.journal import STAGE, locked

sys.path.insert(0, str(Path(__file__).parent))
import killed
from killed import NEW, OLD


def snapshot(root):
    """Give everything of a tree that a write may not leave half done: bytes, modes, folders."""
    return {
        str(place.relative_to(root)): (place.stat().st_mode, None if place.is_dir() else place.read_bytes())
        for place in sorted(root.rglob("*"))
    }


@pytest.fixture
def old(tmp_path):
    return snapshot(killed.make(tmp_path / "expected-old"))


@pytest.fixture
def new(tmp_path):
    root = killed.make(tmp_path / "expected-new")
    commit(read(root), NEW, root)
    assert read(root).files == NEW.files
    return snapshot(root)


def run(what, folder):
    folder.mkdir()
    subprocess.run([sys.executable, killed.__file__, what, str(folder)], check=True)
    return sorted(folder.iterdir(), key=lambda place: [int(part) for part in place.name.split("-")])


def test_killed_at_any_step_of_a_write_the_old_or_the_new_tree_results(tmp_path, old, new):
    roots = run("commit", tmp_path / "killed")
    assert len(roots) > 40
    endings = []
    for root in roots:
        half = read(root).files not in (OLD.files, NEW.files)
        assert not half or (root / STAGE / "journal.json").exists()
        done = recover(root)
        endings.append(snapshot(root))
        assert endings[-1] in (old, new), root.name
        assert recover(root) is None
        if done is not None:
            assert done.finished == (endings[-1] == new)
            assert done.foreign == ()
    assert old in endings
    assert new in endings
    # Once it is new it stays so: a later kill never goes back.
    assert endings == sorted(endings, key=lambda ending: ending == new)


@pytest.mark.slow
def test_killed_while_recovering_the_next_recovery_ends_it(tmp_path, old, new):
    roots = run("recover", tmp_path / "killed")
    assert len(roots) > 200
    for root in roots:
        recover(root)
        assert snapshot(root) in (old, new), root.name


def test_killed_while_creating_there_is_nothing_or_everything(tmp_path):
    folder = tmp_path / "killed"
    folder.mkdir()
    subprocess.run([sys.executable, killed.__file__, "create", str(folder)], check=True)
    roots = [place for place in folder.iterdir() if not place.name.startswith(".")]
    left = [place for place in folder.iterdir() if place.name.startswith(".")]
    assert roots
    assert left
    assert all(read(root).files == NEW.files for root in roots)
    for place in left:  # the next run under that name tidies up
        root = folder / place.name.removeprefix(".").removesuffix(STAGE)
        commit(Project(), NEW, root)
        assert not place.exists()


class Failing:
    """Make the n-th call that touches the disk fail, or that one and all later ones."""

    def __init__(self, monkeypatch, error, but=("close",)):  # a close that fails has closed all the same
        self.calls, self.at, self.stay, self.error = 0, 0, False, error
        for name in set(killed.STEPS) - set(but):
            monkeypatch.setattr(os, name, self.wrap(getattr(os, name)))
        monkeypatch.setattr(io, "open", self.wrap(io.open))

    def wrap(self, function):
        def step(*args, **kwargs):
            self.calls += 1
            if self.at and (self.calls == self.at or (self.stay and self.calls > self.at)):
                raise self.error
            return function(*args, **kwargs)

        return step

    def on(self, at, *, stay=False):
        self.calls, self.at, self.stay = 0, at, stay

    def off(self):
        self.at = 0


def attempts(failing, tmp_path, *, stay):
    """Write with a failure at each step in turn until one goes through; give (root, error) of each."""
    for at in range(1, 500):
        root = killed.make(tmp_path / str(at))
        failing.on(at, stay=stay)
        try:
            commit(OLD, NEW, root)
        except (ProjectError, KeyboardInterrupt) as error:
            failing.off()
            yield root, error
        else:
            reached = failing.calls >= at
            failing.off()
            yield root, None
            if not reached:
                return


def test_a_full_disk_at_any_step_changes_nothing(tmp_path, monkeypatch, old, new):
    # A folder that cannot be removed stays, empty: nobody loses the write for that.
    failing = Failing(monkeypatch, OSError(errno.ENOSPC, "No space left on device"), but=("close", "rmdir"))
    refused = 0
    for root, error in attempts(failing, tmp_path, stay=False):
        if error is None:
            recover(root)
            assert snapshot(root) == new
        else:
            refused += 1
            assert "No space left on device" in str(error)
            assert "\n" not in str(error)
            assert snapshot(root) == old
    assert refused > 20


def test_a_disk_that_fails_for_good_is_recovered_once_it_works(tmp_path, monkeypatch, old, new):
    failing = Failing(monkeypatch, OSError(errno.EROFS, "Read-only file system"))
    halves = 0
    for root, error in attempts(failing, tmp_path, stay=True):
        halves += "it restores the old files first" in str(error)
        recover(root)
        assert snapshot(root) in (old, new)
        assert error is None or snapshot(root) == old
    assert halves


def test_ctrl_c_at_any_step_changes_nothing(tmp_path, monkeypatch, old, new):
    failing = Failing(monkeypatch, KeyboardInterrupt())
    for root, _ in attempts(failing, tmp_path, stay=False):
        if (root / STAGE).exists():  # too late for going back: only the tidying was cut short
            assert read(root).files == NEW.files
            recover(root)
        assert snapshot(root) in (old, new)


def test_modes_are_kept_and_scripts_can_be_run(tmp_path):
    root = killed.make(tmp_path / "root")
    (root / "shop/__init__.py").chmod(0o600)
    commit(OLD, NEW, root)

    def mode(path):
        return oct((root / path).stat().st_mode & 0o777)

    assert mode("shop/__init__.py") == "0o600"
    assert mode("shop/views.py") == "0o640"
    assert mode("run.sh") == "0o755"
    assert mode("tool.sh") == "0o755"
    assert mode("shop/mail/__init__.py") == "0o644"


def test_nothing_to_write_touches_nothing(tmp_path):
    root = tmp_path / "missing"
    assert not commit(OLD, OLD, root)
    assert not root.exists()


def test_a_new_tree_fills_an_empty_folder(tmp_path):
    (tmp_path / "shop").mkdir()
    commit(Project(), NEW, tmp_path / "shop")
    assert read(tmp_path / "shop").files == NEW.files
    assert [place.name for place in tmp_path.iterdir()] == ["shop"]


def test_a_new_tree_fills_the_folder_that_we_stand_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    commit(Project(), NEW, tmp_path)
    assert Path.cwd().samefile(tmp_path)
    assert read(tmp_path).files == NEW.files


def refused(root, before, after, match):
    was = snapshot(root)
    with pytest.raises(ProjectError, match=match) as caught:
        commit(before, after, root)
    assert "\n" not in str(caught.value)
    assert snapshot(root) == was


def test_a_file_that_changed_since_is_refused(tmp_path):
    root = killed.make(tmp_path / "root")
    (root / "shop/views.py").write_text("mine\n")
    refused(root, OLD, NEW, r"^shop/views\.py has changed since")


def test_a_file_that_vanished_since_is_refused(tmp_path):
    root = killed.make(tmp_path / "root")
    (root / "notes.txt").unlink()
    refused(root, OLD, NEW, r"^notes\.txt has changed since")


def test_a_file_that_appeared_since_is_refused(tmp_path):
    root = killed.make(tmp_path / "root")
    (root / "tool.sh").write_text("mine\n")
    refused(root, OLD, NEW, r"^tool\.sh is there already")


def test_a_file_that_changes_while_we_stage_is_refused(tmp_path, monkeypatch):
    root = killed.make(tmp_path / "root")
    real = os.link

    def link(source, *args, **kwargs):
        (root / "run.sh").write_text("mine\n")
        return real(source, *args, **kwargs)

    monkeypatch.setattr(os, "link", link)
    with pytest.raises(ProjectError, match=r"^run\.sh has changed since"):
        commit(OLD, NEW, root)
    assert (root / "run.sh").read_text() == "mine\n"
    assert (root / "shop/__init__.py").read_text() == "x = 1\n"
    assert not (root / STAGE).exists()


@pytest.mark.parametrize("place", ["shop", "shop/mail", "tool.sh", "shop/views.py"])
def test_a_symbolic_link_in_the_way_is_refused(tmp_path, place):
    root = killed.make(tmp_path / "root")
    outside = tmp_path / "outside"
    outside.mkdir()
    if (root / place).exists():
        (root / place).rename(outside / "moved")
        (root / place).symlink_to(outside / "moved")
    else:
        (root / place).symlink_to(outside)
    was = snapshot(outside)
    refused(root, OLD, NEW, f"leads through the symbolic link {place};")
    assert snapshot(outside) == was


def test_a_file_where_a_folder_must_be_is_refused(tmp_path):
    root = killed.make(tmp_path / "root")
    (root / "shop/mail").write_text("")
    refused(root, OLD, NEW, r"needs a folder where the file shop/mail is")


@pytest.mark.parametrize("path", ["notes.txt", "run.sh"])
def test_a_read_only_file_is_refused(tmp_path, path):
    root = killed.make(tmp_path / "root")
    (root / path).chmod(0o444)
    refused(root, OLD, NEW, f"{path} is read-only")


def test_a_path_out_of_the_root_is_refused(tmp_path):
    root = killed.make(tmp_path / "root")
    refused(root, OLD, Project({**OLD.files, "../evil.txt": b""}), "is not a path inside the project")
    assert not (tmp_path / "evil.txt").exists()


def test_a_new_tree_is_never_put_over_something(tmp_path):
    root = killed.make(tmp_path / "root")
    refused(root, Project(), NEW, "is there already")
    (tmp_path / "file").write_text("")
    with pytest.raises(ProjectError):
        commit(Project(), NEW, tmp_path / "file")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ProjectError):
        commit(Project(), NEW, tmp_path / "link")


def test_a_missing_parent_is_refused(tmp_path):
    with pytest.raises(ProjectError, match="is not a folder; make it first"):
        commit(Project(), NEW, tmp_path / "a/b/c")
    assert not (tmp_path / "a").exists()


def test_two_writers_do_not_meet(tmp_path):
    root = killed.make(tmp_path / "root")
    with locked(root):
        refused(root, OLD, NEW, "Another flaskwright is writing")
    (root / STAGE).mkdir()
    with locked(root), pytest.raises(ProjectError, match="Another flaskwright is writing"):
        recover(root)


def test_a_write_that_was_cut_short_stands_in_the_way_of_the_next(tmp_path):
    root = killed.make(tmp_path / "root")
    (root / STAGE).mkdir()
    refused(root, OLD, NEW, "was cut short")
    recover(root)
    commit(OLD, NEW, root)


def cut_short(tmp_path):
    """Give a tree whose write was killed in the middle of the swap."""
    roots = run("commit", tmp_path / "killed")
    return next(root for root in roots if read(root).files not in (OLD.files, NEW.files))


def test_what_the_user_changed_after_the_kill_is_left_alone(tmp_path):
    root = cut_short(tmp_path)
    (root / "shop/__init__.py").write_text("mine\n")
    done = recover(root)
    assert done.foreign == ("shop/__init__.py",)
    assert (root / "shop/__init__.py").read_text() == "mine\n"
    assert read(root).put("shop/__init__.py", "x = 1\n").files == OLD.files


def test_a_link_named_like_the_stage_is_no_stage(tmp_path):
    root = killed.make(tmp_path / "root")
    outside = killed.make(tmp_path / "outside")
    (root / STAGE).symlink_to(outside)
    assert recover(root) is None
    refused(root, OLD, NEW, "was cut short")
    assert read(outside).files == OLD.files


def test_without_hard_links_the_bytes_are_kept(tmp_path, monkeypatch, old):
    root = killed.make(tmp_path / "root")

    def no_link(*_args, **_kwargs):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    def no_unlink(*_args, **_kwargs):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_link)
    real = os.unlink
    monkeypatch.setattr(
        os, "unlink", lambda p, **k: no_unlink() if str(p).endswith("notes.txt") else real(p, **k)
    )
    with pytest.raises(ProjectError, match="Operation not permitted"):
        commit(OLD, NEW, root)
    assert snapshot(root) == old


def test_commit_gives_what_it_wrote(tmp_path):
    root = killed.make(tmp_path / "root")
    assert commit(OLD, NEW, root).paths == diff(OLD, NEW).paths
