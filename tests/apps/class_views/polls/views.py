from flask.views import MethodView


class PollAPI(MethodView):
    def get(self, number=None):
        return {"poll": number}

    def post(self):
        return {}, 201

    def delete(self, number):
        return "", 204
