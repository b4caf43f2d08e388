"""Why a file is not accepted."""

from ..errors import ApplicationError


class Refused(ApplicationError):
    """A file is not accepted; says why."""

    status = 422
