"""An organization may ask its people for a second step at sign-in before anything of it opens.

The policy asks here for every view, so that no page, file or save can forget to.
"""

from readiness.security.identity import Identity


class SecondStepNeededError(Exception):
    """The person has no second step yet; `views.second_step` leads to setting it up."""


def missing(identity: Identity, organization_id: str | None) -> bool:
    """Whether the organization asks for a second step that the person does not have."""
    return not identity.second_factor and any(
        place.requires_second_factor
        for place in identity.memberships
        if place.organization_id == organization_id
    )


def require(identity: Identity, organization_id: str | None) -> None:
    """Go on unless the second step is missing; raises `SecondStepNeededError` then."""
    if missing(identity, organization_id):
        raise SecondStepNeededError
