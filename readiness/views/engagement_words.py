"""How engagements and the assessments they name are written on pages."""

import datetime as dt
from dataclasses import dataclass

from readiness.models import Assessment, Engagement, EngagementState, Side
from readiness.services.assessments import instruments_of
from readiness.services.engagements import Terms
from readiness.views.times import date_words


@dataclass(frozen=True, slots=True)
class Listed:
    """One engagement in a list."""

    href: str
    name: str
    words: str
    waits: bool
    """Whether it waits for whoever looks."""


def assessment_words(assessment: Assessment) -> str:
    """Write an assessment so that it can be told from the others of its organization."""
    titles = " and ".join(one.title for one in instruments_of(assessment))
    if assessment.submitted_at is not None:
        return f"{titles}, handed in on {date_words(assessment.submitted_at)}"
    return f"{titles}, begun on {date_words(assessment.created_at)}"


def is_live(engagement: Engagement, today: dt.date) -> bool:
    """Whether the engagement opens anything on this day."""
    return (
        engagement.state is EngagementState.LIVE
        and engagement.ends_on is not None
        and engagement.ends_on >= today
    )


def state_words(engagement: Engagement, today: dt.date) -> str:
    """Say how far an engagement is, to the organization."""
    if is_live(engagement, today) and engagement.ends_on:
        return f"Working with you until {date_words(engagement.ends_on)}."
    if engagement.state is EngagementState.LIVE and engagement.ends_on:
        return f"Ended on {date_words(engagement.ends_on)}. They see nothing any more."
    if engagement.state is EngagementState.ENDED and engagement.ended_at:
        who = "them" if engagement.ended_side is Side.ADVISOR else "you"
        return f"Ended by {who} on {date_words(engagement.ended_at)}. They see nothing any more."
    return {
        EngagementState.INVITED: "Invited. They have not answered yet, and see nothing yet.",
        EngagementState.REQUESTED: "They ask to work with you. They see nothing yet.",
    }.get(engagement.state, "It did not come to anything. They saw nothing.")


def terms_of(values: dict[str, object]) -> Terms:
    """Take the terms out of a form's values."""
    assessments, ends_on = values["assessments"], values["ends_on"]
    assert isinstance(assessments, set)  # noqa: S101 -- the form has made it one
    assert isinstance(ends_on, dt.date)  # noqa: S101 -- the same
    return Terms(assessments, str(values["purpose"]), ends_on)
