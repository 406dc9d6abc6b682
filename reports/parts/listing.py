"""Lists drawn from the answers: find out, going well, and all answers."""

from reports import text
from reports.model import Answers, Chosen, Given, Question
from reports.parts.chosen import EVIDENCE_WORDS, Taken, gate_words


def find_out(taken: Taken) -> tuple[Question, ...]:
    """Return what is not known yet, safety stops first (N7)."""
    areas = {domain.id: domain.name for domain in taken.instrument.domains}
    items = (taken.instrument.by_id[item] for item in taken.result.next_steps.find_out)
    return tuple(
        Question(
            item=item.id,
            question=item.text,
            area=areas[item.domain],
            gate=gate_words(item.gate),
            look_at=item.look_at,
        )
        for item in items
    )


def going_well(taken: Taken) -> tuple[str, tuple[Chosen, ...]]:
    """Return heading and answers of what goes well, or of what is started (N10)."""
    steps = taken.result.next_steps
    if steps.going_well:
        return "What is going well", tuple(map(taken.chosen, steps.going_well))
    return "You have started", tuple(map(taken.chosen, steps.started))


def all_answers(taken: Taken) -> tuple[Answers, ...]:
    """Return every answer with its note, in instrument order."""
    return tuple(
        Answers(
            area=domain.name,
            rows=tuple(_given(taken, item.id) for item in domain.items),
        )
        for domain in taken.instrument.domains
    )


def _given(taken: Taken, item: str) -> Given:
    result = taken.result
    return Given(
        answer=taken.chosen(item),
        gate=gate_words(taken.instrument.by_id[item].gate),
        note=text.note(result.notes.get(item, "")),
        evidence=EVIDENCE_WORDS.get(result.evidence.get(item, ""), ""),
    )
