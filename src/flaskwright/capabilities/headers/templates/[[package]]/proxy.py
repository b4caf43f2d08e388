"""What the proxies in front of the application may say about a request."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix


def init_app(app: Flask) -> None:
    """Believe as many proxies as PROXY_HOPS says; with 0, nobody.

    Each proxy adds the address that it was called from to X-Forwarded-For; the last one
    says in X-Forwarded-Proto whether the client came by HTTPS. X-Forwarded-Host is
    never believed, because many proxies pass on what the client wrote there: let the
    proxy forward the Host header itself.
    """
    hops = app.config["PROXY_HOPS"]
    if hops > 0:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=1, x_host=0
        )
