"""What must always hold between rows: grants have somebody who gave them, and nothing crosses.

The database's own constraints hold most of it; these are the rest, and those that a table
copied by hand could break. Each statement finds the rows that break one, so that `readiness
doctor` and the tests can ask for all of them. None reads an answer.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Invariant:
    """One thing that holds, and the statement that finds where it does not."""

    name: str
    breaches: str
    """Selects one column that names a row; no row means that it holds."""


INVARIANTS: Final = (
    Invariant(
        "A role belongs to its kind of organization.",
        """
        SELECT m.user_id FROM membership m JOIN organization o ON o.id = m.organization_id
        WHERE (m.role = 'contributor' AND o.kind <> 'program')
           OR (m.role = 'consultant' AND o.kind <> 'ta')
           OR (m.role = 'reviewer' AND o.kind <> 'funder')
        """,
    ),
    Invariant(
        "Only organizations that run programs are assessed.",
        """
        SELECT a.id FROM assessment a JOIN organization o ON o.id = a.organization_id
        WHERE o.kind <> 'program'
        """,
    ),
    Invariant(
        "What was submitted has its snapshot, and nothing else has one.",
        """
        SELECT a.id FROM assessment a LEFT JOIN snapshot s ON s.assessment_id = a.id
        WHERE (a.state = 'submitted' AND s.id IS NULL)
           OR (a.state <> 'submitted' AND s.id IS NOT NULL)
        """,
    ),
    Invariant(
        "A program is assessed by its own organization.",
        """
        SELECT a.id FROM assessment a JOIN program_profile p ON p.id = a.program_profile_id
        WHERE p.organization_id <> a.organization_id
        """,
    ),
    Invariant(
        "An answer stands on a sheet of its own assessment.",
        """
        SELECT r.sheet_id FROM response r JOIN response_sheet s ON s.id = r.sheet_id
        WHERE s.assessment_id <> r.assessment_id
        """,
    ),
    Invariant(
        "A sheet from paper has no person behind it.",
        "SELECT id FROM response_sheet WHERE paper AND user_id IS NOT NULL",
    ),
    Invariant(
        "Only a paper that is not handed in is being keyed in.",
        """
        SELECT d.sheet_id FROM paper_draft d JOIN response_sheet s ON s.id = d.sheet_id
        WHERE NOT s.paper OR s.handed_in_at IS NOT NULL
        """,
    ),
    Invariant(
        "An engagement names assessments of its own organization.",
        """
        SELECT n.assessment_id FROM engagement_assessment n
        JOIN engagement e ON e.id = n.engagement_id
        JOIN assessment a ON a.id = n.assessment_id
        WHERE a.organization_id <> e.organization_id OR n.organization_id <> e.organization_id
        """,
    ),
    Invariant(
        "A TA provider is engaged, by an organization that runs programs.",
        """
        SELECT e.id FROM engagement e
        JOIN organization o ON o.id = e.organization_id
        LEFT JOIN organization p ON p.id = e.provider_id
        WHERE o.kind <> 'program' OR (p.id IS NOT NULL AND p.kind <> 'ta')
        """,
    ),
    Invariant(
        "An engagement that opens something has a last day.",
        """
        SELECT id FROM engagement
        WHERE state = 'live' AND ends_on IS NULL
        """,
    ),
    Invariant(
        "A funder is shared with, by an organization that runs programs.",
        """
        SELECT s.id FROM share s
        JOIN organization o ON o.id = s.organization_id
        JOIN organization f ON f.id = s.funder_id
        WHERE o.kind <> 'program' OR f.kind <> 'funder'
        """,
    ),
    Invariant(
        "What is shared is the organization's own, and was handed in.",
        """
        SELECT s.id FROM share s JOIN assessment a ON a.id = s.assessment_id
        WHERE a.organization_id <> s.organization_id OR a.state <> 'submitted'
        """,
    ),
    Invariant(
        "A private talk belongs to the provider of its engagement.",
        """
        SELECT t.id FROM comment_thread t JOIN engagement e ON e.id = t.engagement_id
        WHERE t.provider_id IS NOT NULL AND t.provider_id <> e.provider_id
        """,
    ),
    Invariant(
        "A step of a plan comes from a report of the same program.",
        """
        SELECT s.id FROM plan_step s JOIN assessment a ON a.id = s.assessment_id
        WHERE a.program_profile_id <> s.program_profile_id
           OR a.organization_id <> s.organization_id
        """,
    ),
    Invariant(
        "An invitation gives a role that its organization has.",
        """
        SELECT i.id FROM invitation i JOIN organization o ON o.id = i.organization_id
        WHERE (i.role = 'contributor' AND o.kind <> 'program')
           OR (i.role = 'consultant' AND o.kind <> 'ta')
           OR (i.role = 'reviewer' AND o.kind <> 'funder')
        """,
    ),
    Invariant(
        "A file is made from a snapshot that is there.",
        """
        SELECT f.snapshot_id FROM rendered_file f LEFT JOIN snapshot s ON s.id = f.snapshot_id
        WHERE s.id IS NULL
        """,
    ),
)

PEOPLE: Final = Invariant(
    "Where people belong, somebody leads.",
    """
    SELECT m.organization_id FROM membership m
    GROUP BY m.organization_id
    HAVING sum(CASE WHEN m.role = 'lead' THEN 1 ELSE 0 END) = 0
    """,
)
"""Apart from the others: it is about people who are let in, not about what they are shown."""


ALL: Final = (*INVARIANTS, PEOPLE)


def broken(session: Session, invariants: tuple[Invariant, ...] = ALL) -> list[str]:
    """Name what does not hold, each with how many rows break it."""
    found = []
    for one in invariants:
        count = len(session.execute(text(one.breaches)).all())
        if count:
            found.append(f"{one.name} ({count:,})")
    return found
