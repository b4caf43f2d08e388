"""The errors that end a command, each with its exit code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class FlaskwrightError(Exception):
    """Something that ends the command with one line for the user.

    The message says what is wrong and what to do about it. `exit_code` is what the command line returns.
    """

    exit_code = 3


class UsageError(FlaskwrightError):
    """The user's mistake: a wrong name, option, specification or field. Nothing has been changed."""

    exit_code = 2


class SpecError(UsageError):
    """A mistake in a specification file, with its place.

    Takes the file's name, the line where the mistake stands (None when it has no single line), and what is
    wrong and allowed.
    """

    def __init__(self, path: str, line: int | None, message: str) -> None:
        self.path, self.line, self.reason = path, line, message
        super().__init__(f"{path}:{line}: {message}" if line else f"{path}: {message}")


class ResourceError(UsageError):
    """A resource that the project cannot have, as it is: it refers to what is not there."""

    def __init__(self, resource: str, message: str) -> None:
        self.resource = resource
        super().__init__(message)


class ProjectError(UsageError):
    """The project cannot be read or written as asked: a dirty tree, a symbolic link, a changed file."""


class CapabilityError(FlaskwrightError):
    """A capability of another distribution failed where ours would not: the mistake is its authors'."""


@contextmanager
def answered_for(name: str, distribution: str) -> Iterator[None]:
    """Say whose mistake it is when a capability of another distribution fails: raises CapabilityError for it."""
    try:
        yield
    except FlaskwrightError:
        raise
    except Exception as error:
        if not distribution:
            raise
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise CapabilityError(f"{name} of {distribution} failed ({reason}); tell its authors.") from error


class StepFailed(FlaskwrightError):  # noqa: N818 (a failed step is no error of the program's)
    """A delivery step or a finding: the command worked and its answer is no."""

    exit_code = 1
