from apiflask import APIFlask

app = APIFlask(__name__, title="Pets")


@app.get("/pets")
def pets():
    return {"pets": []}
