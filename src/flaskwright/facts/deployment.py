"""Files that ship the application: images, process files, servers, pipelines, manifests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flaskwright.facts.place import Place
from flaskwright.facts.secrets import masked

_KINDS = (
    ("docker", r"(^|/)((\w+\.)?Dockerfile([.-][\w.-]+)?|Containerfile|\.dockerignore)$"),
    ("compose", r"(^|/)(docker-)?compose([.-][\w.-]+)?\.ya?ml$"),
    ("procfile", r"(^|/)Procfile([.-]\w+)?$"),
    ("heroku", r"(^|/)(app\.json|heroku\.yml|runtime\.txt|\.python-version)$"),
    ("gunicorn", r"(^|/)(gunicorn([._-]?(conf|config))?(\.\w+)?\.py|gunicorn\.conf)$"),
    ("uwsgi", r"(^|/)[\w.-]*uwsgi[\w.-]*\.(ini|ya?ml|xml|json)$"),
    ("nginx", r"(^|/)([\w.-]*nginx[\w.-]*\.conf(\.\w+)?|nginx/[^/]+\.conf)$"),
    ("apache", r"(^|/)([\w.-]*(apache|httpd)[\w.-]*\.conf|\.htaccess)$"),
    ("wsgi", r"(^|/)(wsgi|passenger_wsgi)\.py$|\.wsgi$"),
    ("supervisor", r"(^|/)supervisord?[\w.-]*\.(conf|ini)$"),
    ("systemd", r"\.(service|socket|timer)$"),
    ("ci", r"^(\.github/workflows/[^/]+\.ya?ml|\.gitlab-ci\.yml|\.travis\.yml|\.circleci/config\.yml|azure-pipelines\.ya?ml|Jenkinsfile|bitbucket-pipelines\.yml|\.drone\.yml|\.woodpecker\.yml)$"),  # noqa: E501 (one pattern)
    ("platform", r"(^|/)(fly\.toml|render\.yaml|railway\.(json|toml)|vercel\.json|netlify\.toml|app\.ya?ml|zappa_settings\.json|serverless\.ya?ml|\.ebextensions/[^/]+|Dockerrun\.aws\.json|cloudbuild\.ya?ml|\.platform\.app\.yaml|captain-definition|dokku/[^/]+)$"),  # noqa: E501 (one pattern)
    ("helm", r"(^|/)Chart\.yaml$"),
    ("terraform", r"\.tf$"),
    ("vagrant", r"(^|/)Vagrantfile$"),
    ("environment", r"(^|/)(\.flaskenv|\.env([.-][\w.-]+)?|[\w-]+\.env)$"),
)  # fmt: skip
_PATTERNS = [(kind, re.compile(pattern)) for kind, pattern in _KINDS]
_MANIFEST = re.compile(
    r"(?m)^kind:\s*(Deployment|Service|StatefulSet|CronJob|Job|Ingress|ConfigMap|Kustomization)\b"
)
_RUNS = {
    "docker": re.compile(r"(?mi)^\s*(?:CMD|ENTRYPOINT)\s+(.+)$"),
    "compose": re.compile(r"(?m)^\s+command:\s*(?!\s*[>|])(\S.*)$"),
    "procfile": re.compile(r"(?m)^[\w-]+:\s*(.+)$"),
    "systemd": re.compile(r"(?m)^ExecStart=\s*(.+)$"),
    "supervisor": re.compile(r"(?m)^command\s*=\s*(.+)$"),
}
_VARIABLE = re.compile(r"(?m)^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=")
_LARGEST = 400_000


@dataclass(frozen=True)
class Deployment:
    """A file that ships the application.

    `kind` is "docker", "compose", "procfile", "gunicorn", "nginx", "ci", "kubernetes" and so on; `commands` are what it
    starts, as written; `variables` the names that a file of environment variables sets (never their values).
    """

    kind: str
    path: str
    commands: tuple[str, ...]
    variables: tuple[str, ...]
    at: Place


def read_deployment(files: Mapping[str, bytes]) -> tuple[Deployment, ...]:
    """Find the files that ship the application, by their usual names."""
    found = []
    for path in sorted(files):
        kind = _kind(path, files[path])
        if kind:
            text = files[path][:_LARGEST].decode("utf-8", "replace")
            variables = tuple(_VARIABLE.findall(text)) if kind == "environment" else ()
            commands = tuple(_commands(kind, path, text))
            found.append(Deployment(kind, path, commands, tuple(dict.fromkeys(variables)), Place(path, 1)))
    return tuple(found)


def _kind(path: str, data: bytes) -> str:
    for kind, pattern in _PATTERNS:
        if pattern.search(path):
            return kind
    if path.endswith((".yaml", ".yml")) and len(data) < _LARGEST and b"apiVersion:" in data:
        return "kubernetes" if _MANIFEST.search(data.decode("utf-8", "replace")) else ""
    return ""


def _commands(kind: str, path: str, text: str) -> Iterator[str]:
    if path.endswith("app.json"):
        scripts = _json(text).get("scripts")
        yield from (str(line) for line in scripts.values()) if isinstance(scripts, Mapping) else ()
    if kind in _RUNS:
        joined = text.replace("\\\n", " ")
        yield from (masked("", " ".join(match.split())) for match in _RUNS[kind].findall(joined))


def _json(text: str) -> Mapping[str, object]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, Mapping) else {}
