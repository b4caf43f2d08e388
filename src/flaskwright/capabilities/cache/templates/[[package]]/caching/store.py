"""The cache itself, bound to the application by `init_app`."""

from flask_caching import Cache

cache = Cache()
