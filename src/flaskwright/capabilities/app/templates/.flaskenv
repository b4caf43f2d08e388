# Read by the flask command only: servers start in production.
FLASK_APP=wsgi
APP_ENV=development
FLASK_DEBUG=1
