from flask import Flask

CONFIG = dict(SECRET_KEY="x", DEBUG=False)


def build():
    server = Flask("server")
    server.config.update(CONFIG)
    server.config.update(SESSION_COOKIE_NAME="server")
    server.add_url_rule("/", "root", lambda: "root")
    return server


if __name__ == "__main__":
    build().run(port=8000)
