"""One sentence on who can see what is an organization's: itself, and whom it let in."""

from typing import Final

from readiness.request import Request
from readiness.services.engagements import Engagements
from readiness.services.sharing import Sharing

VISIBLE_TO: Final = "Only the people in your organization. Nothing is shared with anyone else."


def visible_to(organization_id: str, request: Request) -> str:
    """Say who can see something now: TA providers and funders by name."""
    providers = request.service(Engagements).live_providers(organization_id)
    funders = request.service(Sharing).live_funders(organization_id)
    if not (providers or funders):
        return VISIBLE_TO
    named = f"what you named to {' and '.join(providers)}" if providers else ""
    shared = f"what you shared with {' and '.join(funders)}" if funders else ""
    return f"The people in your organization, and {' and '.join(filter(None, (named, shared)))}."
