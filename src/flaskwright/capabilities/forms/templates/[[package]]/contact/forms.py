"""What visitors fill in."""

from flask_wtf.file import FileField, FileSize
from wtforms import (
    DateField,
    EmailField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Email, InputRequired, Length, Optional

from ..forms import EntryList, Form
from ..validators import Distinct, FileContent, NotPast, WebAddress

MEGABYTE = 1024 * 1024


class Person(Form):
    """Who is writing."""

    name = StringField(
        "Name", [InputRequired(), Length(max=80)], render_kw={"autocomplete": "name"}
    )
    email = EmailField(
        "E-mail",
        [InputRequired(), Length(max=254), Email("Please check this e-mail address.")],
        render_kw={"autocomplete": "email"},
    )


class MessageForm(Person):
    """A message, with links and a file."""

    topic = SelectField(
        "Topic",
        [InputRequired()],
        choices=[
            SelectChoice("question", "A question"),
            SelectChoice("problem", "Something does not work"),
            SelectChoice("idea", "An idea"),
        ],
    )
    message = TextAreaField(
        "Message", [InputRequired(), Length(min=10, max=5000)], render_kw={"rows": 6}
    )
    links = EntryList(
        URLField("Link", [Optional(), WebAddress(), Length(max=500)]),
        "Links",
        [Distinct("This link is there twice.")],
        description="Pages that show what you mean.",
        min_entries=1,
        max_entries=5,
    )
    attachment = FileField(
        "Attachment",
        [FileSize(5 * MEGABYTE), FileContent(["jpg", "pdf", "png"])],
        description="JPG, PDF or PNG, up to 5 MB.",
    )


class AboutYou(Person):
    """The first step of a request."""

    company = StringField(
        "Company",
        [Optional(), Length(max=120)],
        render_kw={"autocomplete": "organization"},
    )


class WhatYouNeed(Form):
    """The second step of a request."""

    size = RadioField(
        "How many people is it for?",
        [InputRequired("Please choose one.")],
        choices=[
            SelectChoice("1", "Only me"),
            SelectChoice("10", "Up to 10"),
            SelectChoice("100", "Up to 100"),
            SelectChoice("more", "More"),
        ],
    )
    wanted = TextAreaField(
        "What do you need?", [InputRequired(), Length(max=2000)], render_kw={"rows": 4}
    )
    start = DateField("When shall it start?", [Optional(), NotPast()])


class CheckForm(Form):
    """The last step of a request: nothing but the button."""
