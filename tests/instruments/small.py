"""A questionnaire of two domains and three items, right in every way, to break in tests."""

INSTRUMENT = """\
id: formative
version: 1
published: 2026-11-01
rules: 1
lessons: 1
title: Readiness questionnaire
purpose: To see what is in place.
prompt: Which is most like you today?
minutes: 25
level_names: [Not yet, Started, In place, In place and checked]
domains:
  - id: STF
    name: Staffing
    question: Do we have enough people?
    minutes: 4
    card: true
    items:
      - id: STF-1
        name: Trained leaders
        text: How many could lead?
        levels:
          - No one.
          - One.
          - Two.
          - Three.
        gate: capacity-check
        why: One leader is a single point of failure.
        sources:
          - {document: brief, heading: Survivor Leaders}
        look_at: Training dates
        steps: [L-P4]
      - id: STF-2
        name: Paid time
        text: Do leaders have paid time?
        levels: [None., Some., Most., All.]
        why: Limited capacity ended the pilot.
        sources:
          - {document: ours}
        look_at: Job plan
        steps: [L-P4, L-P2]
  - id: CON
    name: Confidentiality
    question: Is what people say kept private?
    minutes: 4
    items:
      - id: CON-1
        name: Written policy
        text: Is there a policy?
        levels: [No., Partly., Yes., Reviewed.]
        gate: safety-stop
        may_not_apply: true
        why: Trust depends on it.
        why_ours: The level is ours.
        sources:
          - {document: brief}
        look_at: The policy
        content_note: This part asks about privacy.
        steps: [L-P2]
"""


def changed(old: str, new: str, count: int = 1) -> str:
    """The questionnaire with a change; fails when there is nothing to change."""
    assert old in INSTRUMENT, old
    return INSTRUMENT.replace(old, new, count)
