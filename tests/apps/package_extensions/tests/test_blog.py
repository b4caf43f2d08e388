def test_it(app):
    assert app.test_client().get("/posts/").status_code == 200
