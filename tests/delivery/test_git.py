"""Whether a change to a project can be undone."""

import subprocess

import pytest

from flaskwright.delivery.git import GitState, git_state


@pytest.fixture
def repository(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    (root / "app.py").write_text("x = 1\n")
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-qm", "Start")
    return root


def git(root, *words):
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", *identity, *words], cwd=root, check=True)


def test_no_repository(tmp_path):
    assert git_state(tmp_path) is GitState.NONE


def test_no_git(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert git_state(tmp_path) is GitState.NONE


def test_no_folder(tmp_path):
    assert git_state(tmp_path / "missing") is GitState.NONE


def test_clean(repository):
    assert git_state(repository) is GitState.CLEAN


def test_changed(repository):
    (repository / "app.py").write_text("x = 2\n")
    assert git_state(repository) is GitState.DIRTY


def test_untracked(repository):
    (repository / "new.py").write_text("")
    assert git_state(repository) is GitState.DIRTY


def test_ignored_files_do_not_count(repository):
    (repository / ".gitignore").write_text("*.log\n")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "Ignore")
    (repository / "a.log").write_text("")
    assert git_state(repository) is GitState.CLEAN


def test_only_the_projects_own_folder_counts(repository):
    inner = repository / "service"
    inner.mkdir()
    (inner / "app.py").write_text("")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "Service")
    (repository / "other.py").write_text("")
    assert git_state(inner) is GitState.CLEAN


def test_variables_of_another_repository_do_not_mislead(repository, monkeypatch, tmp_path):
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    assert git_state(repository) is GitState.CLEAN
