"""A team for tests: a lead, others as wanted, each with a browser of their own."""

from collections.abc import Mapping

from readiness.models import AgreedBy, Assessment, Membership, Role, WorkRole
from tests.conftest import Browser
from tests.factories import make_membership
from tests.readiness.walking import Walker


class Team:
    """One draft of the readiness questionnaire, and whoever answers it."""

    def __init__(self, app, dbsession, clock, sign_in) -> None:
        self.app, self.dbsession, self.sign_in = app, dbsession, sign_in
        self.lead = make_membership(dbsession)
        self.walker = Walker(dbsession, clock, self.lead)
        self.draft: Assessment = self.walker.start(self.walker.program())
        self.base = f"/organizations/{self.draft.organization_id}/assessments/{self.draft.id}"

    def member(self, work_role: WorkRole | None = None) -> Membership:
        """One more person who answers."""
        made = make_membership(
            self.dbsession, organization=self.lead.organization, role=Role.CONTRIBUTOR
        )
        made.work_role = work_role
        # Tests look through a session that only reads; the factories commit through it.
        self.dbsession.add(made)
        self.dbsession.commit()
        return made

    def browser(self, member: Membership) -> Browser:
        """Sign somebody in."""
        made = Browser(self.app, self.dbsession)
        self.sign_in(made, member.user)
        return made

    def handed_in(self, answers: Mapping[str, object], member: Membership | None = None) -> None:
        """Hand a sheet in, by the service."""
        self.walker.answer(self.draft, answers, member=member or self.member(), hand_in=True)

    def all_may_agree(self) -> None:
        """Let everyone write down what was agreed."""
        self.draft.agreed_by = AgreedBy.TEAM
        self.dbsession.add(self.draft)
        self.dbsession.commit()


def form_to(page, end: str):
    """The form that is sent to an address with this end."""
    return next(form for form in page.forms.values() if form.action.endswith(end))
