"""Links to files: only who was shown one can follow it."""

from flask import current_app, url_for
from itsdangerous import Signer

from .access import viewer


def link(key: str) -> str:
    """Give the address of a file for whoever sends this request.

    Make one only for somebody who may see the file: it works for nobody else.
    """
    return url_for("uploads.show", signature=signer().get_signature(key).decode(), key=key)


def is_ours(key: str, signature: str) -> bool:
    """Tell whether `link` made an address for whoever sends this request."""
    return signer().verify_signature(key, signature)


def signer() -> Signer:
    """Sign for one viewer; addresses outlive a change of the key as sessions do."""
    keys = [*(current_app.config.get("SECRET_KEY_FALLBACKS") or ()), current_app.config["SECRET_KEY"]]
    return Signer(keys, salt=f"uploads {viewer()}")
