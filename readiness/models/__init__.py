"""What is kept: one typed class a table. No table or field for participants of a group exists.

Models hold shape and integrity only; what happens to them is the business of `services`.
"""

from readiness.models.account import AuthSession, FailedAttempt, PendingSignUp, ResetToken, User
from readiness.models.assessment import (
    AgreedBy,
    Assessment,
    AssessmentInstrument,
    AssessmentState,
    ProgramProfile,
)
from readiness.models.audit import AuditEvent
from readiness.models.meta import Base, new_id
from readiness.models.organization import (
    Membership,
    Organization,
    OrganizationKind,
    Role,
    WorkRole,
)
from readiness.models.response import (
    AgreedAnswer,
    Evidence,
    Response,
    ResponseSheet,
    UnscoredAnswer,
)
from readiness.models.snapshot import FileFormat, FileState, RenderedFile, Snapshot

__all__ = [
    "AgreedAnswer",
    "AgreedBy",
    "Assessment",
    "AssessmentInstrument",
    "AssessmentState",
    "AuditEvent",
    "AuthSession",
    "Base",
    "Evidence",
    "FailedAttempt",
    "FileFormat",
    "FileState",
    "Membership",
    "Organization",
    "OrganizationKind",
    "PendingSignUp",
    "ProgramProfile",
    "RenderedFile",
    "ResetToken",
    "Response",
    "ResponseSheet",
    "Role",
    "Snapshot",
    "UnscoredAnswer",
    "User",
    "WorkRole",
    "new_id",
]
