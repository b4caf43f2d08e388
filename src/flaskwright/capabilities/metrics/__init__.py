"""Metrics for Prometheus: how many requests, how long they took, how they ended, at `/metrics`.

Requests are counted by method, route and status. The route is the rule (`/products/<id>`), not the path, and what
matches none is one line: no client can make new ones. The address is private: it asks for the token in `METRICS_TOKEN`,
and in production it is not there without one. With `gunicorn` the numbers of all workers add up, also those of workers
that were renewed, in files in memory whose number stays the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flaskwright import edits
from flaskwright.capability import Capability, NoOptions
from flaskwright.facts import OLDEST
from flaskwright.recognition import Signs

if TYPE_CHECKING:
    from flaskwright.facts import Facts
    from flaskwright.project import Project

README = """
`/metrics` has the numbers for Prometheus. It asks for `FLASK_METRICS_TOKEN`; without one, production has nothing there.
Count what matters to you with `prometheus_client`'s `Counter` and `Histogram`, made once in a module.

```yaml
scrape_configs:
  - job_name: app
    authorization: { credentials: the token }
    static_configs: [{ targets: ["app.example.com"] }]
```

Several processes need a folder for their numbers, empty at the start, in `PROMETHEUS_MULTIPROC_DIR`, and may say their
places in `METRICS_WORKER`, so that one goes on where another stopped; `gunicorn.conf.py` sees to both.
"""


def apply(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Write the module and its tests, and attach it in the factory before anything that takes time."""
    factory = facts.factory
    if factory is None:
        return project
    return project.then(
        edits.add_templates(__name__, package=factory.package),
        edits.ensure_requirement("prometheus-client"),
        edits.ensure_init(factory, "metrics"),
        edits.ensure_settings(factory.folder, 'METRICS_TOKEN: str = ""'),
        edits.ensure_env(
            ".env.example",
            "FLASK_METRICS_TOKEN",
            "",
            "Prometheus sends it to read /metrics; make one as above",
        ),
        edits.ensure_section("README.md", "### Metrics", README, under="## Inside"),
    )


def join_headers(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Answer Prometheus, which asks from inside and without HTTPS."""
    return project.then(edits.ensure_list_item(f"{facts.folder}/headers.py", "PLAIN_HTTP", '"metrics"'))


def join_logging(project: Project, facts: Facts, _options: NoOptions) -> Project:
    """Keep its visits, which come every few seconds, out of the log."""
    return project.then(
        edits.ensure_list_item(f"{facts.folder}/logs.py", "QUIET_ENDPOINTS", '"metrics.show"')
    )


CAPABILITY = Capability(
    "metrics",
    "Numbers for Prometheus",
    NoOptions,
    apply,
    ground=OLDEST,
    needs=("app", "config"),
    joins={"headers": join_headers, "logging": join_logging},
    recognise=Signs(
        extensions=("prometheus_flask_exporter.PrometheusMetrics",),
        names=(
            "prometheus_client.generate_latest",
            "prometheus_client.make_wsgi_app",
            "prometheus_client.start_http_server",
            "prometheus_flask_exporter.multiprocess.GunicornInternalPrometheusMetrics",
            "prometheus_flask_exporter.multiprocess.GunicornPrometheusMetrics",
        ),
        hints=("prometheus_client.Counter", "prometheus_client.Gauge", "prometheus_client.Histogram"),
        requirements=("prometheus-client", "prometheus-flask-exporter"),
    ),
)
