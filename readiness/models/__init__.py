"""What is kept: one typed class a table. No table or field for participants of a group exists.

Models hold shape and integrity only; what happens to them is the business of `services`.
"""

from readiness.models.account import (
    AuthSession,
    FailedAttempt,
    PendingSignUp,
    RecoveryCode,
    ResetToken,
    SecondFactor,
    User,
)
from readiness.models.assessment import (
    AgreedBy,
    Assessment,
    AssessmentInstrument,
    AssessmentState,
    ProgramProfile,
)
from readiness.models.audit import AuditEvent
from readiness.models.bulk import BulkJob
from readiness.models.consultation import (
    AgendaItem,
    AgendaKind,
    Assignee,
    Checked,
    Comment,
    CommentThread,
    Consultation,
    ConsultationNote,
    ConsultationStep,
    NoteKind,
    ProposalState,
    TaRating,
    ThreadState,
)
from readiness.models.engagement import Engagement, EngagementAssessment, EngagementState, Side
from readiness.models.export import Export
from readiness.models.invitation import Invitation
from readiness.models.meta import Base, new_id
from readiness.models.organization import (
    Membership,
    Organization,
    OrganizationKind,
    Role,
    WorkRole,
)
from readiness.models.outbox import OutboxJob
from readiness.models.plan import (
    Helped,
    LessonStory,
    PlanEvent,
    PlanStep,
    PulseCheck,
    PulseReason,
    StepChoice,
    StepOrigin,
    StepStatus,
)
from readiness.models.portfolio import PortfolioMember, PortfolioRelease
from readiness.models.printed import PaperDraft, PrintedFile
from readiness.models.response import (
    AgreedAnswer,
    Evidence,
    Response,
    ResponseSheet,
    UnscoredAnswer,
)
from readiness.models.share import RequestState, Share, ShareRequest, ShareView
from readiness.models.snapshot import FileFormat, FileState, RenderedFile, Snapshot

__all__ = [
    "AgendaItem",
    "AgendaKind",
    "AgreedAnswer",
    "AgreedBy",
    "Assessment",
    "AssessmentInstrument",
    "AssessmentState",
    "Assignee",
    "AuditEvent",
    "AuthSession",
    "Base",
    "BulkJob",
    "Checked",
    "Comment",
    "CommentThread",
    "Consultation",
    "ConsultationNote",
    "ConsultationStep",
    "Engagement",
    "EngagementAssessment",
    "EngagementState",
    "Evidence",
    "Export",
    "FailedAttempt",
    "FileFormat",
    "FileState",
    "Helped",
    "Invitation",
    "LessonStory",
    "Membership",
    "NoteKind",
    "Organization",
    "OrganizationKind",
    "OutboxJob",
    "PaperDraft",
    "PendingSignUp",
    "PlanEvent",
    "PlanStep",
    "PortfolioMember",
    "PortfolioRelease",
    "PrintedFile",
    "ProgramProfile",
    "ProposalState",
    "PulseCheck",
    "PulseReason",
    "RecoveryCode",
    "RenderedFile",
    "RequestState",
    "ResetToken",
    "Response",
    "ResponseSheet",
    "Role",
    "SecondFactor",
    "Share",
    "ShareRequest",
    "ShareView",
    "Side",
    "Snapshot",
    "StepChoice",
    "StepOrigin",
    "StepStatus",
    "TaRating",
    "ThreadState",
    "UnscoredAnswer",
    "User",
    "WorkRole",
    "new_id",
]
