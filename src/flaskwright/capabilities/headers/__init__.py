"""Security headers, HTTPS, and how much to believe of what a proxy says.

One hook of your own instead of an extension: a content security policy with a nonce for each response and without
`unsafe-inline`, HSTS, frame, referrer, permissions and cross-origin policies. Production sends visitors from HTTP
to HTTPS. `FLASK_PROXY_HOPS` says how many proxies stand in front (0 believes nobody), `FLASK_TRUSTED_HOSTS` which
host names are yours. A page for a visitor with a cookie is kept by nobody else (`no-store`).

In a project that Flaskwright did not make, the policy is reported and not enforced until `FLASK_CSP_ENFORCED` says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flaskwright import edits
from flaskwright.capability import Capability, NoOptions
from flaskwright.facts import OLDEST
from flaskwright.recognition import Signs, said_together

if TYPE_CHECKING:
    from flaskwright.facts import Facts
    from flaskwright.project import Project

README = """
`headers.py` sends the security headers and the content security policy. A script inside of a page needs its nonce:
`<script nonce="{{ csp_nonce() }}">`. A view that needs other sources sends its own policy:
`response.headers["Content-Security-Policy"] = headers.policy(img_src="'self' https://images.example.com")`.
Production answers over HTTPS only. Say how many proxies stand in front of the application
(`FLASK_PROXY_HOPS`), let the last one set `X-Forwarded-Proto` and pass on `Host`, and name your hosts
(`FLASK_TRUSTED_HOSTS`).
"""
# An application that was written without the policy has it reported at first.
ENFORCED = "CSP_ENFORCED: bool = False"
REPORTED = """
The policy is only reported at first (`Content-Security-Policy-Report-Only`), for pages that were written without it may
have scripts and styles inside, or from elsewhere. Open them with the browser's console: when nothing is reported any
more, set `FLASK_CSP_ENFORCED=true`.
"""


def apply(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Write the hooks, and call them from the factory before anything that answers."""
    factory = facts.factory
    if factory is None:
        return project
    return project.then(
        edits.take_over(__name__, "flaskwright.capabilities.app", folder="over", package=factory.package),
        edits.add_templates(__name__, package=factory.package),
        edits.ensure_init(factory, "proxy"),
        edits.ensure_init(factory, "headers"),
        edits.ensure_settings(
            factory.folder,
            "FORCE_HTTPS: bool = False",
            "HSTS_SECONDS: int = 365 * 24 * 60 * 60",
            "PROXY_HOPS: int = 0",
            "TRUSTED_HOSTS: list[str] | None = None",
            Production=("FORCE_HTTPS = True",),
        ),
        *([edits.ensure_settings(factory.folder, ENFORCED)] if facts.record.guest else []),
        edits.ensure_env(
            ".env.example", "FLASK_PROXY_HOPS", "0", "How many proxies stand in front of the application"
        ),
        edits.ensure_env(
            ".env.example", "FLASK_TRUSTED_HOSTS", '["127.0.0.1", "localhost"]', "The host names of this site"
        ),
        edits.ensure_section(
            "README.md",
            "### Headers and HTTPS",
            README + REPORTED if facts.record.guest else README,
            under="## Inside",
        ),
    )


def join_health(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Answer the probes of a load balancer, which asks from inside and without HTTPS."""
    return project.then(edits.ensure_list_item(f"{facts.folder}/headers.py", "PLAIN_HTTP", '"health"'))


CAPABILITY = Capability(
    "headers",
    "Security headers and HTTPS",
    NoOptions,
    apply,
    ground=replace(OLDEST, flask=(1, 0)),
    needs=("app", "config"),
    joins={"health": join_health},
    recognise=Signs(
        extensions=("flask_talisman.Talisman", "flask_talisman.talisman.Talisman"),
        names=("secure.Secure", "secure.SecureHeaders"),
        also=said_together(
            "Content-Security-Policy",
            "Strict-Transport-Security",
            "X-Content-Type-Options",
            "X-Frame-Options",
        ),
        requirements=("flask-talisman", "secure"),
    ),
)
