# ruff: noqa: E501 (a project's lines)
"""A project that Flaskwright did not make, with one of everything that inspect tells."""

FILES = {
    "shop/__init__.py": (
        "from flask import Flask\nfrom shop.extensions import db\nfrom shop.views import bp, inner\n\n\n"
        "def create_app():\n    app = Flask(__name__)\n    app.config.from_object('config.ProductionConfig')\n"
        "    db.init_app(app)\n    bp.register_blueprint(inner)\n    app.register_blueprint(bp, url_prefix='/shop')\n"
        "    if app.config['EXTRA']:\n        app.add_url_rule('/extra', 'extra', lambda: '')\n"
        "    @app.cli.command('seed')\n    def seed():\n        pass\n    return app\n"
    ),
    "shop/extensions.py": (
        "from flask_sqlalchemy import SQLAlchemy\nfrom flask_script import Manager\nfrom flask_mail import Mail\n"
        "db = SQLAlchemy()\nmail = Mail()\n"
    ),
    "shop/models.py": (
        "import sqlalchemy as sa\nfrom shop.extensions import db\n"
        "tagged = db.Table('tagged', db.Column('item_id', db.ForeignKey('item.id')), db.Column('tag_id', db.ForeignKey('tag.id')))\n"
        "class Item(db.Model):\n    __table_args__ = (sa.UniqueConstraint('name', name='uq_name'),)\n"
        "    id = db.Column(db.Integer, primary_key=True)\n    name = db.Column(db.String(40), unique=True, nullable=False)\n"
        "    owner_id = db.Column(db.ForeignKey('tag.id'))\n    tags = db.relationship('Tag', secondary=tagged)\n"
        "class Tag(db.Model):\n    id = db.Column(db.Integer, primary_key=True)\n"
    ),
    "shop/views.py": (
        "from flask import Blueprint, render_template\nbp = Blueprint('shop', __name__)\n"
        "inner = Blueprint('inner', __name__, url_prefix='/inner')\n"
        "@bp.get('/<int:number>')\ndef show(number):\n    return render_template('page.html')\n"
        "@inner.post('/save')\ndef save():\n    return render_template('lost.html', evil='</script><script>alert(1)</script>')\n"
        "spare = Blueprint('spare', __name__)\n@spare.get('/spare')\ndef unused(): ...\n"
    ),
    "config.py": (
        "import os\nclass Config:\n    SECRET_KEY = os.environ.get('KEY') or 'hunter2'\n    PAGE = 10\n    EXTRA = False\n"
        "class ProductionConfig(Config):\n    PAGE = 50\n"
    ),
    "shop/templates/base.html": "{% block main %}{% endblock %}",
    "shop/templates/page.html": "{% extends 'base.html' %}{% include 'gone.html' %}",
    "migrations/env.py": "import alembic\n",
    "migrations/versions/a.py": "revision = 'a'\ndown_revision = 'lost'\n",
    "migrations/versions/b.py": "revision = 'b'\ndown_revision = 'lost'\n",
    "requirements.txt": "flask==3.1.0\nflask-script==2.0.6\nflask-sqlalchemy\n",
    "tests/test_shop.py": "def test_it(): ...\n",
    "Procfile": "web: gunicorn 'shop:create_app()'\n",
    "broken.py": "def (\n",
}


def write(folder):
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder
