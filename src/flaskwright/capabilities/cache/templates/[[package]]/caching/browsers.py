"""Browsers keep answers too: how long, and whether what they have is still right."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue

from .pages import is_personal

P = ParamSpec("P")


def fresh_for(
    seconds: int, *, shared: bool = False
) -> Callable[ [Callable[P, ResponseReturnValue]], Callable[P, Response]]:
    """Let browsers keep a view's answer so long, and proxies too if it is `shared`.

    Then they ask whether it has changed, and hear 304 when it has not. What is answered
    to somebody with a session is for their browser alone.
    """

    def decorate(view: Callable[P, ResponseReturnValue]) -> Callable[P, Response]:
        @wraps(view)
        def answer(*args: P.args, **kwargs: P.kwargs) -> Response:
            response = make_response(view(*args, **kwargs))
            if request.method not in {"GET", "HEAD"} or response.status_code != 200:
                return response
            whose = "public" if shared and not is_personal() else "private"
            response.headers["Cache-Control"] = f"{whose}, max-age={seconds}"
            if not response.is_streamed:
                response.add_etag()
            response.make_conditional(request)
            return response

        return answer

    return decorate
