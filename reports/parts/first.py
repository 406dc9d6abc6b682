"""What must be in place first: the safety stops, or what an evaluation stands on."""

from instruments.model import NOT_APPLICABLE, Gate, Instrument, Item
from reports.model import Chosen, First, FirstThing
from reports.parts.chosen import Taken
from reports.parts.phrases import count, opening, plural

_IN_PLACE = 2


def safety(taken: Taken) -> First:
    """Return the safety stops that are not in place yet, and those that are."""
    things, done = _split(taken, Gate.SAFETY_STOP)
    return First(
        heading="What must be in place first" if things else "The safety steps",
        intro=_intro(len(things), len(done)),
        kind="safety step",
        things=things,
        done=done,
    )


def evaluation(taken: Taken) -> First | None:
    """Return what the next evaluation stands on and is not in place yet; None when all is."""
    for gate, purpose in (
        (Gate.PROCESS_MUST_HAVE, "Any evaluation stands on these."),
        (Gate.OUTCOME_MUST_HAVE, "An evaluation of what changes for people stands on these."),
    ):
        things, done = _split(taken, gate)
        if things:
            return First(
                heading="What must be in place before you evaluate",
                intro=purpose,
                kind="basic",
                things=things,
                done=done,
            )
    return None


def earlier_stops(formative: Instrument, stops: tuple[str, ...]) -> First:
    """Return the safety stops of an earlier readiness questionnaire that decided (E1)."""
    not_yet = formative.level_names[0]
    things = tuple(
        FirstThing(
            answer=Chosen(
                item=item.id,
                name=item.name,
                question=item.text,
                mark="0",
                level=not_yet,
                words=item.levels[0],
            ),
            in_place=item.levels[_IN_PLACE],
        )
        for item in map(formative.by_id.__getitem__, stops)
    )
    return First(
        heading="What must be in place first",
        intro="Your readiness questionnaire shows safety steps that are not there yet.",
        kind="safety step",
        things=things,
        done=(),
    )


def _split(taken: Taken, gate: Gate) -> tuple[tuple[FirstThing, ...], tuple[str, ...]]:
    gates = [item for item in taken.instrument.items if item.gate is gate]
    asked = [item for item in gates if taken.answer(item.id) is not NOT_APPLICABLE]
    things = tuple(
        FirstThing(answer=taken.chosen(item.id), in_place=item.levels[_IN_PLACE])
        for item in sorted(asked, key=lambda item: _urgency(taken, item))
        if not _in_place(taken, item)
    )
    return things, tuple(item.name for item in asked if _in_place(taken, item))


def _in_place(taken: Taken, item: Item) -> bool:
    answer = taken.answer(item.id)
    return isinstance(answer, int) and answer >= _IN_PLACE


def _urgency(taken: Taken, item: Item) -> int:
    """Order: not yet, then not known, then started."""
    answer = taken.answer(item.id)
    return {0: 0, 1: 2}.get(answer, 1) if isinstance(answer, int) else 1


def _intro(open_stops: int, done: int) -> str:
    if not open_stops:
        return "The safety steps are in place. Check them again after any change."
    steps = plural(open_stops + done, "step keeps", "steps keep").capitalize()
    if not done:
        return f"{steps} people safe. Start with these."
    verb = "is" if done == 1 else "are"
    return f"{steps} people safe. {opening(count(done))} {verb} in place."
