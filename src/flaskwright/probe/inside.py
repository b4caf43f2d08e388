"""Runs inside the project's own interpreter and writes what the application says of itself as JSON.

Takes one argument, a JSON file: `targets` (pairs of module and attribute), `served` (the pair that a server is told,
for a factory that wants arguments), `folders` for the import path, `answer` (the file to write), `ask` (whether to ask
every address that takes no value). Standard library only, Python 3.7 and Flask 0.12 and newer: this file is never
imported by Flaskwright.
"""

import hashlib
import importlib
import inspect
import json
import os
import platform
import re
import sys
import traceback

SECRET = re.compile(r"KEY|SECRET|PASS|TOKEN|SALT|DSN|CREDENTIAL|_URI|_URL|PRIVATE|SIGNATURE", re.I)
HOOKS = {
    "before_request": "before_request_funcs",
    "after_request": "after_request_funcs",
    "teardown_request": "teardown_request_funcs",
    "url_value_preprocessor": "url_value_preprocessors",
    "url_defaults": "url_default_functions",
    "context_processor": "template_context_processors",
}
# Without audit hooks (before Python 3.8) nothing keeps what is asked from reaching out: then nothing is asked.
FENCED = hasattr(sys, "addaudithook")
HERE = os.path.realpath(os.getcwd())


def main(order):
    with open(order, encoding="utf-8") as file:
        order = json.load(file)
    import inside_answers  # from this folder, which the application does not see
    import inside_databases

    sys.path[0:1] = order["folders"]
    read_variables()
    answer = {"python": platform.python_version(), "versions": versions(), "apps": [], "errors": []}
    alone = leave_network()
    guard()
    inside_databases.leave(os.path.dirname(order["answer"]))
    fence = inside_answers.Fence(os.path.dirname(order["answer"])) if FENCED else None
    told, targets, served = [], order["targets"], order.get("served")
    for module, attribute in targets + [served] * bool(served and served not in targets):
        if [module, attribute] == served and told:
            continue  # what serves the application is for where nothing else makes one
        try:
            app = find(module, attribute, served)
            answer["apps"].append(describe(app, module, attribute))
            told.append((app, answer["apps"][-1]))
        except BaseException as error:  # an application may even exit while it is imported
            answer["errors"].append(failure(module, attribute, error))
    write(order["answer"], answer)
    if order.get("ask") and FENCED:
        for app, about in told:
            about["answers"] = inside_answers.ask(app, fence, alone)
        write(order["answer"], answer)


def read_variables():
    """Set what `.env` and `.flaskenv` say and nothing else has set, as the `flask` command does."""
    try:
        from dotenv import load_dotenv
    except ImportError:
        return
    for name in (".env", ".flaskenv"):
        if os.path.isfile(name):
            load_dotenv(name)


def write(path, answer):
    """Write the answer whole: an application may end the process while it is asked."""
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(answer, file)
    os.replace(path + ".new", path)


def leave_network():
    """Go into an empty network namespace where the system allows it; programs that the application starts follow.

    Says whether it did.
    """
    try:
        import ctypes

        libc = ctypes.CDLL(None, use_errno=True)
        new_network, new_user = 0x40000000, 0x10000000
        user, group = os.getuid(), os.getgid()
        if user == 0:
            return libc.unshare(new_network) == 0
        if libc.unshare(new_network | new_user) == 0:
            for name, line in (
                ("setgroups", "deny"),
                ("uid_map", "%d %d 1" % (user, user)),
                ("gid_map", "%d %d 1" % (group, group)),
            ):
                with open("/proc/self/" + name, "w") as file:
                    file.write(line)
            return True
    except (AttributeError, ImportError, OSError, TypeError):
        pass
    return False


def guard():
    """Refuse network connections and servers: the answer must not depend on them, and nothing may leave."""

    def hook(event, arguments):
        if event in {
            "socket.connect",
            "socket.sendto",
            "socket.getaddrinfo",
            "socket.gethostbyname",
            "smtplib.connect",
        }:
            raise ConnectionRefusedError("no connections while the application is looked at")

    if FENCED:
        sys.addaudithook(hook)
    else:
        refuse_sockets()
    try:
        import flask
        import werkzeug.serving
    except ImportError:
        return
    flask.Flask.run = lambda *args, **kwargs: None
    werkzeug.serving.run_simple = lambda *args, **kwargs: None


def refuse_sockets():
    """Refuse connections where Python has no audit hooks."""
    import socket

    def refuse(*args, **kwargs):
        raise ConnectionRefusedError("no connections while the application is looked at")

    socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = refuse
    socket.getaddrinfo = socket.gethostbyname = refuse


def find(module, attribute, served=None):
    from flask import Flask

    found = importlib.import_module(module)
    for part in attribute.split("."):
        found = getattr(found, part)
    # What serves an application, as Connexion does, is called with a request.
    found = found.app if isinstance(getattr(found, "app", None), Flask) else found
    if not isinstance(found, Flask) and callable(found):
        if served and wants_arguments(found):
            return find(*served)
        found = found()
    if isinstance(found, tuple):
        found = next((part for part in found if isinstance(part, Flask)), found)
    found = getattr(found, "app", found) if not isinstance(found, Flask) else found
    if not isinstance(found, Flask):
        raise TypeError(
            "{}:{} gives {}, no Flask application".format(module, attribute, type(found).__name__)
        )
    return found


def wants_arguments(factory):
    return any(
        parameter.default is parameter.empty
        and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        for parameter in inspect.signature(factory).parameters.values()
    )


def describe(app, module, attribute):
    return {
        "target": "{}:{}".format(module, attribute),
        "name": app.name,
        "routes": [route(app, rule) for rule in app.url_map.iter_rules()],
        "blueprints": [blueprint(name, bp) for name, bp in sorted(app.blueprints.items())],
        "config": config(app),
        "extensions": {str(name): kind(found) for name, found in getattr(app, "extensions", {}).items()},
        "hooks": hooks(app),
        "filters": added(app, "filters"),
        "globals": added(app, "globals"),
        "tests": added(app, "tests"),
        "commands": sorted(getattr(app.cli, "commands", {})),
        "error_handlers": sorted(error_handlers(app)),
        "converters": sorted(app.url_map.converters),
        "tables": tables(app),
    }


def route(app, rule):
    view = app.view_functions.get(rule.endpoint)
    path, line = location(view)
    return {
        "rule": rule.rule,
        "methods": sorted(rule.methods or ()),
        "endpoint": rule.endpoint,
        "subdomain": rule.subdomain or rule.host or "",
        "arguments": sorted(rule.arguments),
        "build_only": bool(rule.build_only),
        "path": path,
        "line": line,
    }


def location(view):
    """Give the file, relative to the project, and the line of a view; nothing for one that lies outside."""
    view = getattr(view, "view_class", None) or inspect.unwrap(view) if view is not None else None
    view = getattr(view, "func", view)
    try:
        path, line = inspect.getsourcefile(view), inspect.getsourcelines(view)[1]
    except (TypeError, OSError):
        return None, None
    path = os.path.realpath(path or "")
    if path.startswith(HERE + os.sep) and "site-packages" not in path:
        return os.path.relpath(path, HERE).replace(os.sep, "/"), line
    return None, None


def blueprint(name, bp):
    return {"name": name, "module": bp.import_name, "prefix": bp.url_prefix, "subdomain": bp.subdomain}


def config(app):
    """Give the settings; those that are as Flask has them are marked."""
    from flask import Flask

    plain = Flask("plain").config
    found = {}
    for key, value in sorted(app.config.items(), key=lambda item: str(item[0])):
        about = found[str(key)] = setting(str(key), value)
        try:
            about["default"] = key in plain and bool(plain[key] == value)
        except Exception:  # a value that cannot be compared
            about["default"] = False
    return found


def kind(value):
    return "{}.{}".format(type(value).__module__, type(value).__qualname__)


def setting(key, value):
    """Give a setting's type and value; of a secret only how long it is and what its hash begins with."""
    kind = type(value).__name__
    if value is None or isinstance(value, (bool, int, float)):
        return {"type": kind, "value": value}
    text = value if isinstance(value, str) else repr(value)
    if SECRET.search(key) or "://" in text or isinstance(value, bytes):
        data = value if isinstance(value, bytes) else text.encode("utf-8", "replace")
        return {"type": kind, "length": len(data), "sha256": hashlib.sha256(data).hexdigest()[:8]}
    if isinstance(value, str):
        return {"type": kind, "value": value[:200]}
    if isinstance(value, (list, tuple, set, frozenset, dict)):
        return {"type": kind, "length": len(value)}
    return {"type": kind}


def hooks(app):
    found = {}
    for kind, attribute in HOOKS.items():
        for scope, functions in getattr(app, attribute).items():
            for function in functions:
                found.setdefault(kind, []).append({"blueprint": scope, "function": named(function)})
    for function in app.teardown_appcontext_funcs:
        found.setdefault("teardown_appcontext", []).append({"blueprint": None, "function": named(function)})
    return found


def named(function):
    function = inspect.unwrap(function)
    module = getattr(function, "__module__", "") or ""
    name = getattr(function, "__qualname__", None) or type(function).__name__
    return module + "." + name


def added(app, kind):
    """Give the names that the application added to Jinja's own and Flask's."""
    from flask import Flask

    plain = set(getattr(Flask("plain").jinja_env, kind))
    return sorted(set(getattr(app.jinja_env, kind)) - plain)


def error_handlers(app):
    spec = getattr(app, "error_handler_spec", {})
    for scope, codes in spec.items():
        for code, handlers in (codes or {}).items():
            for error in handlers or ():
                name = getattr(error, "__name__", str(error))
                yield "{}{}".format(scope + ": " if scope else "", code or name)


def tables(app):
    """Give the tables of Flask-SQLAlchemy's metadata (3.x, 2.x, and Lite), with their columns."""
    extension = getattr(app, "extensions", {}).get("sqlalchemy")
    db = getattr(extension, "db", extension)
    metadatas = getattr(db, "metadatas", None)
    if metadatas is None:
        metadatas = {None: getattr(db, "metadata", None)}
    found = {}
    for metadata in metadatas.values():
        for table in getattr(metadata, "tables", {}).values():
            found[table.name] = [column.name for column in table.columns]
    return found


def versions():
    try:
        from importlib import metadata
    except ImportError:  # before Python 3.8
        import pkg_resources

        return {item.key: item.version for item in pkg_resources.working_set}
    found = {}
    for distribution in metadata.distributions():
        name = distribution.metadata["Name"]
        if name:
            found[name.lower().replace("_", "-")] = distribution.version
    return found


def failure(module, attribute, error):
    """Give an error with the last place in the project's own code; its text may hold a secret, so it is cut."""
    place = None
    for frame in traceback.extract_tb(error.__traceback__):
        path = os.path.realpath(frame.filename)
        if (
            not frame.filename.startswith("<")
            and path.startswith(HERE + os.sep)
            and "site-packages" not in path
        ):
            place = [os.path.relpath(path, HERE).replace(os.sep, "/"), frame.lineno]
    return {
        "target": "{}:{}".format(module, attribute),
        "error": type(error).__name__,
        "message": re.sub(r"://[^@\s/]*@", "://***@", str(error))[:500],
        "place": place,
    }


if __name__ == "__main__":
    main(sys.argv[1])
