"""Reading takes the project and nothing else."""

import os
import subprocess
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flaskwright.errors import ProjectError
from flaskwright.project import read, read_more
from flaskwright.project.ignore import ignored, parse


def tree(root, *paths, **contents):
    for path in paths:
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(contents.get(path, ""))
    return root


def test_reads_text_and_binary_with_posix_paths(tmp_path):
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/__init__.py").write_bytes(b"x = 1\r\n")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\0")
    project = read(tmp_path)
    assert project.files == {"logo.png": b"\x89PNG\0", "shop/__init__.py": b"x = 1\r\n"}
    assert project.root == tmp_path.resolve()


@pytest.mark.parametrize("rule", ["migrations", "/migrations/*", "migrations/versions/*.py", "*.mako"])
def test_migrations_are_read_whatever_git_leaves_out(tmp_path, rule):
    inner = ["migrations/env.py", "migrations/script.py.mako", "migrations/versions/1_start.py"]
    tree(tmp_path, *inner, "migrations/__pycache__/env.pyc", "others/migrations/notes.txt")
    (tmp_path / ".gitignore").write_text(f"{rule}\n")

    found = [path for path in read(tmp_path).files if path.startswith("migrations/")]

    assert found == inner


def test_what_git_leaves_out_is_read_where_it_is_asked_for(tmp_path):
    tree(tmp_path, "app.py", ".env.example", "elsewhere/secret.txt", **{".env.example": "A=1\n"})
    (tmp_path / ".gitignore").write_text(".env*\nlinks\n")
    (tmp_path / "links").symlink_to(tmp_path / "elsewhere")
    before = read(tmp_path)

    found = read_more(before, ["app.py", ".env.example", "gone.py", "links/secret.txt"])

    assert found.files == {**before.files, ".env.example": b"A=1\n"}
    with pytest.raises(ProjectError):
        read_more(before, ["../outside.txt"])


def test_leaves_out_what_is_not_the_project(tmp_path):
    tree(
        tmp_path,
        "app.py",
        ".git/config",
        ".venv/lib/x.py",
        "venv/x.py",
        "node_modules/x/y.js",
        "shop/__pycache__/app.pyc",
        "shop/old.pyc",
        ".mypy_cache/x.json",
        "shop.egg-info/PKG-INFO",
        "build/lib/app.py",
        "dist/app.whl",
        "static/dist/app.js",
        "myenv/pyvenv.cfg",
        "myenv/lib/python3.11/site.py",
        ".flaskwright-write/0.new",
    )
    assert list(read(tmp_path).files) == ["app.py", "static/dist/app.js"]


def test_follows_the_gitignore_files_from_the_repository_down(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("*.log\nsecret/\n/service/local.py\n")
    service = tree(
        tmp_path / "service", "a.log", "keep.log", "local.py", "app.py", "secret/key", "inner/local.py"
    )
    (service / ".gitignore").write_bytes(b"!keep.log\r\n")
    assert list(read(service).files) == [".gitignore", "app.py", "inner/local.py", "keep.log"]
    assert "service/keep.log" in read(tmp_path).files
    assert "service/local.py" not in read(tmp_path).files


def test_a_gitignore_above_the_repository_does_not_count(tmp_path):
    (tmp_path / ".gitignore").write_text("*\n")
    tree(tmp_path, "repository/.git/HEAD", "repository/app.py")
    assert list(read(tmp_path / "repository").files) == ["app.py"]


def test_links_are_recorded_and_never_followed(tmp_path):
    outside = tree(tmp_path / "outside", "secret.txt")
    root = tree(tmp_path / "root", "app.py")
    (root / "folder").symlink_to(outside)
    (root / "file.txt").symlink_to(outside / "secret.txt")
    (root / "loop").symlink_to(root)
    project = read(root)
    assert list(project.files) == ["app.py"]
    assert project.unread == dict.fromkeys(("folder", "file.txt", "loop"), "a symbolic link")
    with pytest.raises(ProjectError, match="folder is a symbolic link"):
        project.put("folder/secret.txt", "stolen")


def test_huge_and_special_files_are_recorded(tmp_path):
    with (tmp_path / "dump.sql").open("wb") as file:
        file.truncate(5_000_001)
    os.mkfifo(tmp_path / "pipe")
    assert read(tmp_path).unread == {"dump.sql": "larger than 5 MB", "pipe": "no regular file"}
    assert not read(tmp_path).files


def test_what_is_no_folder_is_refused(tmp_path):
    tree(tmp_path, "file")
    for place in (tmp_path / "file", tmp_path / "missing"):
        with pytest.raises(ProjectError, match="is not a folder"):
            read(place)


def test_reads_a_large_project_in_a_fraction_of_a_second(tmp_path):
    (tmp_path / ".gitignore").write_text("\n".join(f"*.x{number}" for number in range(40)))
    for number in range(1500):
        tree(tmp_path, f"package{number % 50}/module{number}.py")
    start = time.perf_counter()
    assert len(read(tmp_path).files) == 1501
    assert time.perf_counter() - start < 1


PATHS = [
    "a",
    "b",
    "a/b",
    "b/a",
    "a/b/c",
    "ab",
    "a.log",
    "b/a.log",
    "doc/x/y.txt",
    "doc/y.txt",
    "[x]",
    "a b",
    "#a",
    "!a",
]
PIECES = st.sampled_from(
    [
        "a",
        "b",
        "c",
        "*",
        "**",
        "?",
        "/",
        "/",
        "[ab]",
        "[!a]",
        "[^a]",
        "[a-c]",
        ".log",
        "doc",
        "y.txt",
        "\\*",
        "\\#",
        " ",
    ]
)
LINES = st.tuples(
    st.sampled_from(["", "", "", "!", "#", "\\"]), st.lists(PIECES, min_size=1, max_size=5)
).map(lambda parts: parts[0] + "".join(parts[1]))


@pytest.fixture(scope="session")
def repository(tmp_path_factory):
    root = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=5))
@example(["**/a", "!b/a"])
@example(["doc/**", "!doc/y.txt"])
@example(["a/**/c"])
@example(["/a", "[]]"])
@example(["a\\ ", "*.log  "])
def test_agrees_with_git(repository, lines):
    text = "\n".join(lines)
    (repository / ".gitignore").write_text(text)
    asked = subprocess.run(
        ["git", "check-ignore", "--no-index", "--stdin", "-z", "-v", "-n"],
        cwd=repository,
        input="\0".join(PATHS),
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split("\0")
    git = {
        asked[n + 3] for n in range(0, len(asked) - 3, 4) if asked[n + 2] and not asked[n + 2].startswith("!")
    }
    rules = parse(text.encode(), "")
    ours = {path for path in PATHS if _ignored(rules, path)}
    assert ours == git, text


def _ignored(rules, path):
    """Decide as the walk does: a folder that is ignored hides what is in it."""
    parts = path.split("/")
    folders = ("/".join(parts[:count]) for count in range(1, len(parts)))
    return any(ignored(rules, folder, is_folder=True) for folder in folders) or ignored(
        rules, path, is_folder=False
    )
