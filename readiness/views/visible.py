"""Who can see what is an organization's, in words: itself, and whom it let in."""

from collections.abc import Sequence
from typing import Final

from instruments.text import in_a_row
from readiness.request import Request
from readiness.services.engagements import Engagements
from readiness.services.sharing import Sharing

VISIBLE_TO: Final = "Only the people in your organization. Nothing is shared with anyone else."


def visible_to(organization_id: str, request: Request) -> str:
    """Say who can see something now: TA providers and funders by name."""
    return who_sees(
        request.service(Engagements).live_providers(organization_id),
        request.service(Sharing).live_funders(organization_id),
    )


def who_sees(providers: Sequence[str], funders: Sequence[str]) -> str:
    """Say it of the names of those who were let in."""
    if not (providers or funders):
        return VISIBLE_TO
    sentences = ["The people in your organization can see it."]
    if providers:
        names = in_a_row(providers, "and")
        sentences.append(f"{names} can see the questionnaires you chose for them.")
    if funders:
        sentences.append(f"{in_a_row(funders, 'and')} can see what you shared.")
    return " ".join(sentences)
