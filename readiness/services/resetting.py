"""The job that gives a link to choose a new password, to whoever has an account.

Asking for one is the same work for every address: only here, outside the request, is it looked
up. Otherwise the time of an answer would tell which addresses have accounts.
"""

import datetime as dt
from typing import Final

from sqlalchemy import exists, select

from readiness.db import session_factory
from readiness.jobs import Jobs
from readiness.models import ResetToken, User
from readiness.services import mail

JOB: Final = "reset"


def give_link(jobs: Jobs, address: str, token_hash: str, link: str, until: str) -> None:
    """Keep the link and send it; done twice, it is still one link."""
    with session_factory(jobs.engine).begin() as session:
        user = session.scalar(select(User).where(User.email == address, User.active))
        if user is None:
            return
        if not session.scalar(select(exists().where(ResetToken.token_hash == token_hash))):
            session.add(
                ResetToken(
                    token_hash=token_hash,
                    user_id=user.id,
                    expires_at=dt.datetime.fromisoformat(until),
                )
            )
    letter = mail.choose_password(link)
    mail.deliver(jobs, address, letter.subject, letter.text)
