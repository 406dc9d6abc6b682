"""Organizations in a known state, and the addresses of their pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.models import User
from tests.factories import make_assessment, make_membership, make_organization, make_profile
from tests.readiness.walking import Walker, given

GIVEN = given("cedar-fork", "formative")
MUCH = "pilot-like-a1"
"""The sample with the longest report of both questionnaires."""


@dataclass(frozen=True)
class House:
    """A person and the pages that are theirs."""

    user: User
    address: Mapping[str, str]

    @property
    def paths(self) -> list[str]:
        return [path for name, path in self.address.items() if name != "missing"]


def new_house(session) -> House:
    """A person whose organization has told nothing yet."""
    lead = make_membership(session)
    organization = f"/organizations/{lead.organization_id}"
    return House(
        lead.user,
        {"home": "/home", "organizations": "/organizations", "profile": f"{organization}/profile"},
    )


def make_house(session, clock) -> House:
    """A lead with two reports, the second on both questionnaires, and with one part of a draft."""
    lead = make_membership(session)
    walker = Walker(session, clock, lead)
    program = walker.program(stage="planning", records_sessions="no")
    first = walker.start(program)
    walker.answer(first, GIVEN)
    walker.submit(first)
    # What was handed in last is the last round: two at one moment would be a matter of chance.
    clock.tick(days=1)
    both = walker.start(program, "formative", "evaluability")
    for instrument in ("formative", "evaluability"):
        walker.answer(both, given(MUCH, instrument), instrument=instrument)
    walker.submit(both)
    second = walker.start(program)
    walker.answer(second, {item: GIVEN[item] for item in GIVEN if item.startswith("STF")})
    stranger = make_organization(session)
    theirs = make_assessment(session, stranger, profile=make_profile(session, stranger))
    organization = f"/organizations/{lead.organization_id}"
    report, full, draft = (f"{organization}/assessments/{one.id}" for one in (first, both, second))
    return House(
        lead.user,
        {
            "home": "/home",
            "organization": organization,
            "people": f"{organization}/people",
            "invite": f"{organization}/people/invite",
            "leave": f"{organization}/people/leave",
            "member": f"{organization}/people/{lead.user_id}",
            "profile": f"{organization}/profile",
            "assessments": f"{organization}/assessments",
            "section": f"{draft}/formative/STF",
            "empty section": f"{draft}/formative/SUP",
            "handed-in section": f"{report}/formative/STF",
            "review": f"{draft}/review",
            "submitted": f"{report}/submit",
            "report": f"{report}/report",
            "report of both": f"{full}/report",
            "steps": f"{full}/report?part=steps",
            "answers": f"{full}/report?part=answers",
            "background": f"{full}/report?part=background",
            "account": "/account",
            "missing": f"{organization}/nothing",
            "not theirs": f"/organizations/{stranger.id}/assessments/{theirs.id}/report",
        },
    )
