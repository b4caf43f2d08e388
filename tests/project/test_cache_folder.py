from __future__ import annotations

import os
import zlib

import pytest

from flaskwright.project import cache
from flaskwright.project.cache import Cache, hashes, key, open_cache


@pytest.fixture
def kept(tmp_path):
    return Cache(tmp_path / "facts")


def test_what_is_put_can_be_got(kept):
    kept.put("a", b"hello" * 1000)

    assert kept.get("a") == b"hello" * 1000
    assert kept.get("b") is None
    assert [path.name for path in kept.folder.iterdir()] == ["a"]
    assert kept.folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("stored", [b"", b"no zip", zlib.compress(b"x" * 5000)[:-4]])
def test_damage_is_no_entry(kept, stored):
    kept.folder.mkdir()
    (kept.folder / "a").write_bytes(stored)

    assert kept.get("a") is None


def test_an_entry_that_would_fill_the_memory_is_none(kept, monkeypatch):
    monkeypatch.setattr(cache, "LARGEST_ENTRY", 1000)
    kept.folder.mkdir()
    (kept.folder / "bomb").write_bytes(zlib.compress(b"\0" * 1_000_000))
    (kept.folder / "large").write_bytes(os.urandom(2000))

    assert kept.get("bomb") is None
    assert kept.get("large") is None


def test_what_is_too_large_is_not_kept(kept, monkeypatch):
    monkeypatch.setattr(cache, "LARGEST_ENTRY", 100)

    kept.put("a", os.urandom(1000))

    assert kept.get("a") is None


def test_what_was_not_used_for_longest_goes(kept, monkeypatch):
    monkeypatch.setattr(cache, "MOST_BYTES", 2500)
    for number, name in enumerate("abc"):
        kept.put(name, os.urandom(1000))
        os.utime(kept.folder / name, (number, number))
    assert kept.get("b")

    kept.put("d", os.urandom(1000))

    assert {path.name for path in kept.folder.iterdir()} == {"b", "d"}


def test_a_folder_that_cannot_be_written_to_is_no_error(tmp_path):
    (tmp_path / "file").touch()

    Cache(tmp_path / "file" / "facts").put("a", b"x")

    assert Cache(tmp_path / "file" / "facts").get("a") is None


def test_an_entry_that_cannot_be_moved_to_its_place_leaves_nothing_behind(kept):
    (kept.folder / "a").mkdir(parents=True)

    kept.put("a", b"x")

    assert [path.name for path in kept.folder.iterdir()] == ["a"]


def test_a_user_without_a_home_has_no_cache(monkeypatch):
    def homeless(_path):
        raise RuntimeError

    monkeypatch.setattr(cache.Path, "expanduser", homeless)

    assert open_cache({}).folder is None


@pytest.mark.parametrize("word", ["0", "off", "No", "false"])
def test_it_can_be_off(word):
    off = open_cache({cache.SWITCH: word})

    off.put("a", b"x")

    assert off.folder is None
    assert off.get("a") is None


def test_where_it_lies(tmp_path, monkeypatch):
    monkeypatch.setattr(cache.sys, "platform", "linux")

    assert open_cache({"XDG_CACHE_HOME": str(tmp_path)}).folder == tmp_path / "flaskwright" / "facts"
    assert open_cache({cache.SWITCH: str(tmp_path / "x")}).folder == tmp_path / "x" / "facts"


@pytest.mark.parametrize(
    ("platform", "part"), [("linux", ".cache"), ("darwin", "Caches"), ("win32", "flaskwright")]
)
def test_where_it_lies_on_other_systems(platform, part, monkeypatch, tmp_path):
    monkeypatch.setattr(cache.sys, "platform", platform)
    monkeypatch.setenv("HOME", str(tmp_path))

    assert part in open_cache({}).folder.parts


def test_a_folder_that_others_may_write_to_is_not_used(tmp_path):
    tmp_path.chmod(0o777)

    assert open_cache({cache.SWITCH: str(tmp_path)}).folder is None


def test_a_folder_of_somebody_else_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr(cache.os, "getuid", lambda: 12345)

    assert open_cache({cache.SWITCH: str(tmp_path)}).folder is None


def test_a_key_is_of_names_content_and_our_own_version(monkeypatch):
    files = {"a": b"1", "b": b"2"}
    first = key(hashes(files), files)

    assert key(hashes({"b": b"2", "a": b"1"}), files) == first
    assert key(hashes({"a": b"1", "b": b"3"}), files) != first
    assert key(hashes(files), ["a"]) != first
    assert key(hashes(files), files, "more") != first
    monkeypatch.setattr(cache, "_stamp", lambda: "another")
    assert key(hashes(files), files) != first
