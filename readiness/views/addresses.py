"""Addresses of an assessment's pages."""

from readiness.models import Assessment
from readiness.request import Request
from readiness.services.parts import Step


def page_of(request: Request, route: str, assessment: Assessment, **more: str) -> str:
    """Return the address of one of an assessment's pages, such as "review"."""
    address: str = request.route_path(
        route, org=assessment.organization_id, assessment=assessment.id, **more
    )
    return address


def section_of(request: Request, assessment: Assessment, step: Step) -> str:
    """Return the address of one part of a questionnaire."""
    return page_of(
        request, "section", assessment, instrument=step.instrument.id, domain=step.domain.id
    )


def way(assessment: Assessment) -> dict[str, str]:
    """Return the ids that all of an assessment's pages carry, for templates."""
    return {"org": assessment.organization_id, "assessment": assessment.id}
