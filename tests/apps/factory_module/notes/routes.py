from flask import Blueprint

notes = Blueprint('notes', __name__)


@notes.route('/notes')
def index():
	return 'tabs are kept'
