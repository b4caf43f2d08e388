"""Calls under way in this process: who asks for the same joins the one that works."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")


class Flights:
    """What is being found out at the moment, by key."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.under_way: dict[str, Future[Any]] = {}

    def join(self, key: str, work: Callable[ [], T]) -> T:
        """Do the work, or wait for who does it and share the result, or the error."""
        with self.lock:
            flight = self.under_way.get(key)
            if flight is None:
                own: Future[T] = Future()
                self.under_way[key] = own
        if flight is not None:
            shared: T = flight.result()
            return shared
        try:
            result = work()
        except BaseException as error:
            self.land(key)
            own.set_exception(error)
            raise
        self.land(key)
        own.set_result(result)
        return result

    def land(self, key: str) -> None:
        """Let the next one who asks work again."""
        with self.lock:
            del self.under_way[key]
