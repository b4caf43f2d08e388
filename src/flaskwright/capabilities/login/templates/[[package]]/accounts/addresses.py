"""Mail addresses as names of accounts."""

from email_validator import EmailNotValidError, validate_email


def normalize(address: str) -> str | None:
    """Give the one spelling of an address, or None when it is no address."""
    try:
        valid = validate_email(address.strip(), check_deliverability=False)
    except EmailNotValidError:
        return None
    # In principle Ada@ and ada@ may be two people; no mail provider does that.
    return valid.normalized.casefold()
