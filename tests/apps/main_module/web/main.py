from flask import Flask, jsonify

from web import api

app = Flask(__name__)
app.config.from_object("web.settings")
app.register_blueprint(api.blueprint, url_prefix="/api")


@app.get("/")
def home():
    return jsonify(ok=True)
