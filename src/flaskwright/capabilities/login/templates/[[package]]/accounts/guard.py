"""What every check of a password or a code goes through: first counted, then made."""

from flask import request

from . import browsers, throttle
from .throttle import ACCOUNT, NETWORK


def count_attempt(email: str) -> None:
    """Count an attempt on an account, whether that exists or not.

    Raises TooManyAttempts.
    """
    browser = browsers.known(email)
    if browser:
        throttle.count(f"browser {browser}", ACCOUNT)
        return
    throttle.count(throttle.network(request.remote_addr), NETWORK)
    throttle.count(f"account {email}", ACCOUNT)


def forgive_attempts(email: str) -> None:
    """Forget the attempts on an account: this one was right."""
    browser = browsers.known(email)
    if browser:
        throttle.forgive(f"browser {browser}")
        return
    throttle.take_back(throttle.network(request.remote_addr))
    throttle.forgive(f"account {email}")


def count_mail(email: str) -> bool:
    """Count a mail to an address; say no when it got enough of them for now.

    Raises TooManyAttempts when this network causes too many.
    """
    throttle.count(f"mail from {throttle.network(request.remote_addr)}", NETWORK)
    try:
        throttle.count(f"mail to {email}", throttle.MAIL)
    except throttle.TooManyAttempts:
        return False
    return True
