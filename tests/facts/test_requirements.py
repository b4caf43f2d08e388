from __future__ import annotations

import pytest
from reading import read

from flaskwright.facts.status import read_locks


def required(files):
    return [(r.name, r.limits, r.group, r.kind) for r in read(files).requirements]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "pyproject.toml",
            ('[project]\ndependencies = ["Flask>=3", "flask_login[x] ~= 0.6 ; python_version > \'3\'"]\n'
            '[project.optional-dependencies]\nredis = ["redis"]\n[dependency-groups]\ndev = ["pytest", {include-group = "x"}]\n'),
            [("flask", ">=3", None, "pep621"), ("flask-login", "~= 0.6", None, "pep621"), ("redis", "", "redis", "pep621"),
             ("pytest", "", "dev", "groups")],
        ),
        (
            "pyproject.toml",
            ('[tool.poetry.dependencies]\npython = "^3.11"\nflask = "^3.0"\nredis = {version = "*", optional = true}\n'
            'numpy = [{version = "^1", python = "<3.12"}, {version = "^2"}]\n'
            '[tool.poetry.dev-dependencies]\npytest = "*"\n[tool.poetry.group.docs.dependencies]\nsphinx = "7"\n'),
            [("flask", "^3.0", None, "poetry"), ("redis", "", "optional", "poetry"), ("numpy", "^1", None, "poetry"),
             ("pytest", "", "dev", "poetry"), ("sphinx", "7", "docs", "poetry")],
        ),
        ("pyproject.toml", '[tool.pdm.dev-dependencies]\ntest = ["pytest"]\n', [("pytest", "", "test", "groups")]),
        ("pyproject.toml", '[tool.uv]\ndev-dependencies = ["ruff>=0.5"]\n', [("ruff", ">=0.5", "dev", "groups")]),
        ("pyproject.toml", "[project\n", []),
        (
            "requirements.txt",
            "# hello\nFlask==3.0  # why\n-r other.txt\n--index-url x\n-e git+https://x/y#egg=Own\ngunicorn==22 \\\n  --hash=sha256:1\n\n!\n",
            [("flask", "==3.0", None, "requirements"), ("own", "git+https://x/y#egg=Own", None, "requirements"),
             ("gunicorn", "==22", None, "requirements")],
        ),
        ("requirements-dev.txt", "pytest\n", [("pytest", "", "dev", "requirements")]),
        ("requirements/production.txt", "flask\n", [("flask", "", None, "requirements")]),
        ("requirements/test.in", "pytest\n", [("pytest", "", "test", "requirements")]),
        (
            "setup.cfg",
            "[options]\ninstall_requires =\n    flask>=2\n    celery\n[options.extras_require]\ndev =\n    pytest\n",
            [("flask", ">=2", None, "setup.cfg"), ("celery", "", None, "setup.cfg"), ("pytest", "", "dev", "setup.cfg")],
        ),
        ("setup.cfg", "no section\n", []),
        ("setup.cfg", "[metadata]\nname = x\n", []),
        (
            "setup.py",
            ('BASE = ["flask"]\nMORE = BASE + ["celery>=5", *EXTRA]\nEXTRA = ("redis",)\n'
            'setup(install_requires=MORE, extras_require={"dev": ["pytest"]}, tests_require=["nose"], name="x")\n'),
            [("flask", "", None, "setup.py"), ("celery", ">=5", None, "setup.py"), ("redis", "", None, "setup.py"),
             ("pytest", "", "dev", "setup.py"), ("nose", "", "tests", "setup.py")],
        ),
        ("setup.py", "A = B\nB = A\nsetup(install_requires=A)\n", []),
        ("setup.py", "setup(install_requires=open('r.txt').read().splitlines())\n", []),
        (
            "Pipfile",
            '[packages]\nflask = "*"\nredis = {version = ">=4"}\n[dev-packages]\npytest = "*"\n',
            [("flask", "", None, "pipfile"), ("redis", ">=4", None, "pipfile"), ("pytest", "", "dev", "pipfile")],
        ),
    ],
)  # fmt: skip
def test_requirements_of_every_kind_of_file(path, text, expected):
    assert sorted(required({path: text})) == sorted(expected)


def test_a_requirement_has_its_line():
    found = read({"requirements.txt": "# flask\nclick\nflask\n"}).requirements

    assert [str(r.at) for r in found] == ["requirements.txt:2", "requirements.txt:3"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("uv.lock", '[[package]]\nname = "Flask"\nversion = "3.1.0"\n[[package]]\nname = "own"\n'),
        ("poetry.lock", '[[package]]\nname = "flask"\nversion = "3.1.0"\n'),
        ("pylock.toml", '[[packages]]\nname = "flask"\nversion = "3.1.0"\n'),
        ("Pipfile.lock", '{"default": {"flask": {"version": "==3.1.0"}, "x": 1}, "develop": []}'),
    ],
)
def test_versions_of_lock_files(path, text):
    assert read_locks({path: text.encode()}) == {"flask": "3.1.0"}


@pytest.mark.parametrize("text", ["{", "[]", '{"default": 1}', "x = [", 'package = "x"'])
def test_a_broken_lock_file_has_no_versions(text):
    assert read_locks({"Pipfile.lock": text.encode(), "uv.lock": text.encode()}) == {}
