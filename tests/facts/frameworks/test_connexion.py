"""Connexion: rules that stand in an OpenAPI file."""

from __future__ import annotations

import json

import pytest

from flaskwright import facts
from following import project, routes, unresolved

MAIN = """
import connexion
app = connexion.App(__name__, specification_dir="./specs/", static_folder=None)
app.add_api("openapi.yml")
@app.route("/plain")
def plain(): ...
"""
VIEWS = "def list_users(): ...\ndef get_user(name): ...\n"
YAML = """
openapi: 3.0.1
servers:
  - url: /v1
paths:
  /users:
    # a comment: with a colon
    get:
      operationId: api.users.list_users
    summary: "of: users"
  /users/{user-name}/{number}:
    get:
      parameters:
        - name: number
          in: path
          schema:
            type: integer
      operationId: 'api.users.get_user'
  "/none":
    get:
      description: has no operation
"""
SWAGGER = {
    "swagger": "2.0",
    "basePath": "/v1",
    "paths": {
        "/users": {"get": {"operationId": "api.users.list_users"}, "parameters": []},
        "/users/{name}": {"get": {"operationId": "api.users.get_user"}, "post": {}},
    },
}


def test_yaml():
    files = {"main.py": MAIN, "specs/openapi.yml": YAML, "api/users.py": VIEWS}

    assert routes(files) == [
        "GET /plain plain",
        "GET /v1/users api_users_list_users",
        "GET /v1/users/<user_name>/<int:number> api_users_get_user",
    ]


def test_json_with_a_base_path_of_its_own():
    main = MAIN.replace('"openapi.yml"', '"openapi.json", base_path="/v2"')
    files = {"main.py": main, "specs/openapi.json": json.dumps(SWAGGER), "api/users.py": VIEWS}

    assert routes(files) == [
        "GET /plain plain",
        "GET /v2/users api_users_list_users",
        "GET /v2/users/<name> api_users_get_user",
    ]


def test_the_view_and_the_line_of_the_file_are_known():
    files = {"main.py": MAIN, "specs/openapi.yml": YAML, "api/users.py": VIEWS}
    found = {r.endpoint: r for r in facts.read(project(files)).routes}

    assert str(found["api_users_get_user"].at) == "api/users.py:2"
    assert str(found["api_users_list_users"].registered) == "specs/openapi.yml:9"


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"paths": 3}', '{"paths": {"/x": 3}}', "\x00", "paths: {"]
)
def test_a_file_that_is_none_does_no_harm(text):
    assert routes({"main.py": MAIN, "specs/openapi.yml": text}) == ["GET /plain plain"]


def test_a_file_that_is_missing_is_named():
    (found,) = unresolved({"main.py": MAIN})
    assert found.startswith("main.py:4 ")
    assert found.endswith(": the OpenAPI file was not found in the project")
