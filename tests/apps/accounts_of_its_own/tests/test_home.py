def test_home(app):
    assert b"Hello User" in app.test_client().get("/").data
