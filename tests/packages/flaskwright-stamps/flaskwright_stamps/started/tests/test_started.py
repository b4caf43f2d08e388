"""The footer says since when the site is running."""

from flask.testing import FlaskClient


def test_the_footer_says_since_when(client: FlaskClient) -> None:
    assert "<p>Running since <time " in client.get("/").text
