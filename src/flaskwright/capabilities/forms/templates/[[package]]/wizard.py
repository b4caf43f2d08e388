"""Forms of several steps, kept on the server until they are complete.

The visitor's cookie holds a random key; the answers stay here. So going back, reloading
and coming back a day later lose nothing, a step cannot be skipped, and nothing can be
sent twice.
"""

from pathlib import Path
from typing import Any, NamedTuple

from flask import abort, current_app, request, session
from werkzeug.datastructures import MultiDict

from .folders import Folder
from .forms import Form

DAY = 24 * 60 * 60


class Step(NamedTuple):
    """One page of a wizard; `slug` stands in its address."""

    slug: str
    title: str
    form: type[Form]


class Wizard:
    """The steps, and the answers of the visitor who is asking."""

    def __init__(self, name: str, steps: list[Step]) -> None:
        self.steps = steps
        self.session_key = f"wizard-{name}"

    @property
    def drafts(self) -> Folder:
        """Give the folder of the unfinished answers."""
        folder = Path(current_app.instance_path, current_app.config["DRAFTS_FOLDER"])
        return Folder(folder, lifetime=DAY)

    def step(self, slug: str) -> Step:
        """Give a step, or answer 404."""
        for step in self.steps:
            if step.slug == slug:
                return step
        abort(404)

    def answers(self) -> dict[str, dict[str, list[str]]]:
        """Give what was answered so far, by step, as it was sent."""
        return self.drafts.get(session.get(self.session_key)) or {}

    def form(self, step: Step) -> Form:
        """Give a step's form: as it was sent now, or with the answers kept."""
        if request.method == "POST":
            return step.form()
        return self.filled(step) or step.form(formdata=None)

    def filled(self, step: Step, csrf: bool = True) -> Form | None:
        """Give a step's form with the answers kept, or None when there are none."""
        kept = self.answers().get(step.slug)
        if kept is None:
            return None
        return step.form(formdata=MultiDict(kept), meta={"csrf": csrf})

    def keep(self, step: Step) -> None:
        """Keep the answers that were sent for a step."""
        sent = request.form.to_dict(flat=False)
        sent.pop("csrf_token", None)
        answers = {**self.answers(), step.slug: sent}
        key = session.get(self.session_key)
        if key and self.drafts.get(key) is not None:
            self.drafts.put(key, answers)
        else:
            session[self.session_key] = self.drafts.add(answers)

    def first_open(self) -> Step | None:
        """Give the first step without a valid answer, or None when all is answered."""
        for step in self.steps:
            # The token was checked when the answers came.
            form = self.filled(step, csrf=False)
            if form is None or not form.validate():
                return step
        return None

    def reachable(self, step: Step) -> bool:
        """Tell whether every step before this one has a valid answer."""
        first = self.first_open()
        return first is None or self.steps.index(step) <= self.steps.index(first)

    def following(self, step: Step) -> Step | None:
        """Give the step after this one, or None after the last."""
        index = self.steps.index(step) + 1
        return self.steps[index] if index < len(self.steps) else None

    def data(self) -> dict[str, Any]:
        """Give all answers, as the fields understand them."""
        merged: dict[str, Any] = {}
        for step in self.steps:
            form = self.filled(step, csrf=False)
            merged |= form.data if form else {}
        return merged

    def finish(self) -> bool:
        """Forget the answers; False when somebody else has just finished with them."""
        return self.drafts.drop(session.pop(self.session_key, ""))
