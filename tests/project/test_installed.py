from __future__ import annotations

from flaskwright.project import installed


def test_versions_are_read_from_names_of_folders(tmp_path):
    packages = tmp_path / ".venv" / "lib" / "python3.11" / "site-packages"
    for name in ("Flask_Login-0.6.3.dist-info", "old-1.0.egg-info", "odd-info"):
        (packages / name).mkdir(parents=True)
    assert installed(tmp_path) == {}

    (tmp_path / ".venv" / "pyvenv.cfg").touch()

    assert installed(tmp_path) == {"flask-login": "0.6.3", "old": "1.0"}
