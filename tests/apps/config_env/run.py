import os

from flask import Flask

app = Flask(__name__)
app.config.from_prefixed_env()
app.secret_key = os.environ.get("APP_SECRET", "only a sample")
app.debug = os.getenv("APP_DEBUG") == "1"


@app.route("/env")
def env():
    return os.environ.get("APP_NAME", "env")
