import pytest

from blog import make_app


@pytest.fixture
def app():
    return make_app()
