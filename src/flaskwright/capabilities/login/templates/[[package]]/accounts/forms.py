"""The forms of accounts."""

from typing import Any

from wtforms import BooleanField, EmailField, PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length, ValidationError

from ..forms import Form
from . import addresses, passwords

CODE = {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}


class AddressField(EmailField):
    """A mail address; `address` is the one spelling that names an account."""

    address = ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Normalize what was typed."""
        super().process_formdata(valuelist)
        self.address = addresses.normalize(self.data or "") or ""

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no address."""
        if self.data and not self.address:
            raise ValidationError("Enter an address like ada@example.com.")


class AddressForm(Form):
    """Ask for a mail address."""

    email = AddressField(
        "E-mail address",
        validators=[DataRequired("Enter your e-mail address."), Length(max=254)],
        render_kw={"autocomplete": "email"},
    )


class LoginForm(AddressForm):
    """Ask for an address and its password."""

    email = AddressField(
        "E-mail address",
        validators=[DataRequired("Enter your e-mail address."), Length(max=254)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        "Password",
        validators=[
            DataRequired("Enter your password."),
            Length(max=passwords.LONGEST),
        ],
        render_kw={"autocomplete": "current-password"},
    )
    remember = BooleanField("Stay logged in on this browser")


class NewPasswordForm(Form):
    """Ask for a new password, twice."""

    password = PasswordField(
        "New password",
        validators=[DataRequired("Choose a password.")],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        "The same again",
        validators=[
            DataRequired("Enter it once more."),
            EqualTo("password", "The two are different."),
        ],
        render_kw={"autocomplete": "new-password"},
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = email

    def validate_password(self, field: PasswordField) -> None:
        """Refuse a weak password."""
        weakness = passwords.weakness(field.data or "", self.owner)
        if weakness:
            raise ValidationError(weakness)


class PasswordForm(Form):
    """Ask for the password of the user who is logged in."""

    password = PasswordField(
        "Password",
        validators=[
            DataRequired("Enter your password."),
            Length(max=passwords.LONGEST),
        ],
        render_kw={"autocomplete": "current-password"},
    )


class AppCodeForm(Form):
    """Ask for a code of the app."""

    code = StringField(
        "Code",
        validators=[DataRequired("Enter a code."), Length(max=40)],
        render_kw={**CODE, "inputmode": "numeric"},
    )


class CodeForm(Form):
    """Ask for a code of the app, or for a recovery code."""

    code = StringField(
        "Code",
        validators=[DataRequired("Enter a code."), Length(max=40)],
        render_kw=CODE,
    )
