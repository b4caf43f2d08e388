from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = 'abc'


@app.route('/')
def index():
    return 'hi'   # keep me


if __name__ == '__main__':
    app.run()
