"""The browsers where a user is logged in."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from ...extensions import db
from .. import events, sessions
from ..models import UserSession
from .blueprint import bp


@bp.get("/devices")
@login_required
def devices() -> str:
    """List the browsers, and what happened lately."""
    row = sessions.current()
    return render_template(
        "accounts/devices.html",
        sessions=sessions.of(row.user),
        current=row,
        events=events.latest(row.user),
        titles=events.TITLES,
    )


@bp.post("/devices/<int:identity>/end")
@login_required
def end_session(identity: int) -> ResponseReturnValue:
    """Log one of the user's browsers out."""
    user = sessions.current().user
    row = db.session.get(UserSession, identity)
    if row is None or row.user_id != user.id:
        abort(404)
    db.session.delete(row)
    events.record("session-ended", user)
    db.session.commit()
    flash("That browser is logged out.", "success")
    return redirect(url_for(".devices"))


@bp.post("/devices/end-others")
@login_required
def end_other_sessions() -> ResponseReturnValue:
    """Log every other browser of the user out."""
    user = sessions.current().user
    sessions.end_others(user)
    events.record("session-ended", user)
    db.session.commit()
    flash("Every other browser is logged out.", "success")
    return redirect(url_for(".devices"))
