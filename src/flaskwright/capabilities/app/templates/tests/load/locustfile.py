"""A load test: locust --locustfile tests/load/locustfile.py --host http://127.0.0.1:5000"""

from locust import HttpUser, between, task


class Visitor(HttpUser):
    """Somebody who looks at the front page now and then."""

    wait_time = between(1, 3)

    @task
    def look(self) -> None:
        """Open the front page."""
        self.client.get("/")
