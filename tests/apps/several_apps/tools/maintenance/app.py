from flask import Flask

app = Flask(__name__)


@app.route("/<path:anything>")
def closed(anything):
    return "closed", 503
