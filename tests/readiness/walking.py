"""Answers, assessments and snapshots for tests, as the services make them."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from instruments import catalogue
from instruments.answers import read
from instruments.model import Unscored
from readiness.models import Assessment, Membership, ProgramProfile, Role
from readiness.services.answers import Answers
from readiness.services.assessments import Assessments
from readiness.services.merging import Sent
from readiness.services.organizations import Organizations
from readiness.services.sheets import Sheets
from readiness.services.submissions import Handed, Submissions


def given(sample: str, instrument: str = "formative") -> dict[str, int | str]:
    """The answers of a sample as a page sends them."""
    sheet = read(catalogue.samples()[sample]).sheets[instrument]
    return {
        item: value.value if isinstance(value, Unscored) else value
        for item, value in sheet.answers.items()
    }


class Walker:
    """Walks an organization's lead through the services."""

    def __init__(self, session: Session, clock, lead: Membership) -> None:
        self.session = session
        self.clock = clock
        self.lead = lead

    def program(self, name: str = "Circle group", **answers: str) -> ProgramProfile:
        organizations = Organizations(self.session, self.clock)
        return organizations.save_program(self.lead.organization_id, name=name, answers=answers)

    def start(self, program: ProgramProfile, *instruments: str) -> Assessment:
        made = Assessments(self.session, self.clock).start(
            program, instruments or ("formative",), user_id=self.lead.user_id, role=Role.LEAD
        )
        self.session.commit()
        return made

    def answer(
        self,
        assessment: Assessment,
        answers: Mapping[str, object],
        *,
        instrument="formative",
        member: Membership | None = None,
        hand_in: bool = False,
    ) -> None:
        """Answer as the lead, or as another member."""
        who = member or self.lead
        service = Answers(self.session, self.clock)
        stored = service.load(assessment.id, who.user_id, instrument=instrument)
        versions = {item: one.version for (_, item), one in stored.items()}
        sent = {
            item: Sent(str(value), token=str(versions.get(item, 0)))
            for item, value in answers.items()
        }
        service.save(assessment.id, instrument, sent, user_id=who.user_id, role=who.role)
        if hand_in:
            Sheets(self.session, self.clock).hand_in(assessment.id, user_id=who.user_id)
        self.session.commit()

    def hand_in_as(self, sample: str) -> Assessment:
        """Hand in both questionnaires as a sample did."""
        made = self.start(self.program(), "formative", "evaluability")
        for instrument in ("formative", "evaluability"):
            self.answer(made, given(sample, instrument), instrument=instrument)
        self.submit(made)
        return made

    def submit(self, assessment: Assessment) -> Handed:
        handed = Submissions(self.session, self.clock).submit(
            self.lead.organization, assessment.id, user_id=self.lead.user_id
        )
        self.session.commit()
        return handed
