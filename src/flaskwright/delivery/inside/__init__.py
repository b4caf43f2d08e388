"""Files that are run by the project's own interpreter; they import nothing of Flaskwright."""

SLOW = "/flaskwright-slow-request"
"""The address that the gateway answers itself, after a while."""
