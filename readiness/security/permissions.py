"""What can be done, one name each: `scope:action`.

A name that ends in `:read` never changes anything; a test refuses it on a view for POST.
"""

from enum import StrEnum


class Permission(StrEnum):
    """What a view needs before it runs. `rules` says who has it."""

    ACCOUNT_MANAGE = "account:manage"
    """Change the own password, end the own sessions, stay signed in."""
    ACCOUNT_READ = "account:read"
    ASSESSMENT_ANSWER = "assessment:answer"
    ASSESSMENT_READ = "assessment:read"
    ASSESSMENT_START = "assessment:start"
    ASSESSMENT_SUBMIT = "assessment:submit"
    CLOSED = "closed"
    """Nobody's: the default of a view that forgot to say what it needs."""
    CONSULTATION_AGREE = "consultation:agree"
    """Answer what a consultant proposes."""
    CONSULTATION_COMMENT = "consultation:comment"
    CONSULTATION_MEET = "consultation:meet"
    """Write shared notes, decisions, steps and dates."""
    CONSULTATION_RATE = "consultation:rate"
    """Check answers, propose levels, make the agenda, keep private notes."""
    CONSULTATION_READ = "consultation:read"
    ENGAGEMENT_MANAGE = "engagement:manage"
    """Invite, ask, answer and end, each side what is its own."""
    ENGAGEMENT_READ = "engagement:read"
    HOME_READ = "home:read"
    ORGANIZATION_CREATE = "organization:create"
    ORGANIZATION_DELETE = "organization:delete"
    """Have all of it deleted, or keep it after all."""
    ORGANIZATION_READ = "organization:read"
    PROFILE_EDIT = "profile:edit"
    PROFILE_READ = "profile:read"
    RECORDS_EXPORT = "records:export"
    """Take a copy of everything out."""
    RECORDS_READ = "records:read"
    """Who looked, and when."""
    REPORT_READ = "report:read"
    REPORT_RENDER = "report:render"
    """Have a file of the report made again."""
