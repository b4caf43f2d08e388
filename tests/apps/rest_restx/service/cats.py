from flask_restx import Namespace, Resource

ns = Namespace("cats")


@ns.route("/")
class Cats(Resource):
    def get(self):
        return ["Tom"]
