"""The shape of a rules file, key by key."""

from typing import Final

from instruments.model import Gate, Unscored
from instruments.results import Tier, VerdictId
from instruments.schema import (
    Record,
    Schema,
    any_of,
    cases,
    choice,
    day,
    flag,
    list_of,
    map_of,
    number,
    text,
    word,
)

_GATES: Final = {gate.value: gate for gate in Gate}
_VERDICTS: Final = {verdict.value: verdict for verdict in VerdictId}
_TIERS: Final = {tier.value: tier for tier in Tier}
_LISTS: Final = ("reasons", "find-out")


def percent() -> Schema:
    """Make a share in percent."""
    return number(0, 100)


def level() -> Schema:
    """Make a level."""
    return number(0, 3)


def levels() -> Schema:
    """Make the levels that count."""
    return list_of(level(), least=1, most=4)


def answers() -> Schema:
    """Make the answers that count: levels, or `unknown`."""
    unknown = choice({"unknown": Unscored.UNKNOWN.value}, "unknown")
    return list_of(any_of("a level from 0 to 3, or unknown", level(), unknown), least=1, most=5)


def sentence() -> Schema:
    """Make a sentence of a report."""
    return text(400)


def gate() -> Schema:
    """Make a gate."""
    return choice(_GATES, "a gate")


def words() -> Schema:
    """Make words by name."""
    return map_of(word(), sentence())


class ScoresSchema(Record):
    """S2 and S5."""

    domain_known = percent()
    provisional_from = percent()
    provisional_below = percent()


class HighSchema(Record):
    """S6, High."""

    answered = percent()
    people = number(1, 100)
    seen = percent()
    far_apart = percent()
    one_person = percent()


class MediumSchema(Record):
    """S6, Medium."""

    answered = percent()
    people = number(1, 100)


class ConfidenceSchema(Record):
    """S6."""

    person = percent()
    far_apart = level()
    high = HighSchema()
    medium = MediumSchema()
    words = words()


class PeopleSchema(Record):
    """S7."""

    sheets = number(1, 100)
    answered = percent()
    counts_from = number(1, 100)
    close = level()
    words = words()


class WordsSchema(Record):
    """Words for answers without a level, and sentences of their own."""

    unknown = text(60)
    not_applicable = text(60)
    unscored = text(60)
    conjunction = text(20)
    safety_not_checked = sentence()
    provisional = sentence()


class ResearchSchema(Record):
    """The research rule."""

    model = word()
    evaluation_reason = word()
    leaders_certified = word()


class QuestionnairesSchema(Record):
    """What to take first, and what to offer."""

    first = list_of(word(), least=1)
    offered = list_of(word(), default=())


class ProfileRulesSchema(Record):
    """What the profile means."""

    research = ResearchSchema()
    meeting = list_of(word())
    questionnaires = map_of(word(), QuestionnairesSchema())


class VerdictSchema(Record):
    """A verdict's rank and words."""

    name = text(60)
    headline = sentence()
    rank = number(0, 9, default=None)
    headline_when_meeting = text(400, default="")
    lines = map_of(word(), sentence(), default=None)
    line_when_meeting = text(400, default="")
    then = choice(_LISTS, "a list", default="")


class GateSchema(Record):
    """A gate at an answer."""

    gate = gate()
    at = answers()
    reason = sentence()


class BelowSchema(Record):
    """A share or score below a threshold."""

    below = percent()
    reason = sentence()


class OverallSchema(Record):
    """The overall score below a threshold."""

    below = percent()
    reason = sentence()
    reason_when_most_in_place = text(400, default="")


class DomainsSchema(Record):
    """Domains below a threshold."""

    below = percent()
    reason = sentence()
    domains = list_of(word(), default=())
    other_than = list_of(word(), default=())
    unscored = flag(default=False)


class PlainSchema(Record):
    """A condition with no number."""

    reason = sentence()


def condition() -> Schema:
    """Make a condition of a decision."""
    return cases(
        "when",
        {
            "gate": GateSchema(),
            "answered": BelowSchema(),
            "overall": OverallSchema(),
            "domains": DomainsSchema(),
            "earlier-safety-stop": PlainSchema(),
            "research": PlainSchema(),
        },
    )


class DecisionSchema(Record):
    """A rule of a verdict list."""

    rule = word()
    verdict = choice(_VERDICTS, "a verdict")
    provisional = choice({"never": "never"}, "never", default="")
    any = list_of(condition(), least=1, default=())
    otherwise = text(400, default="")


class ItemAtSchema(Record):
    """An item at some levels."""

    item = word()
    at = levels()


class ExtraHitSchema(Record):
    """An extra hit of N3."""

    step = word()
    instruments = list_of(word(), least=1)
    severity = percent()
    sentence = sentence()
    words = map_of(word(), text(200), default=None)
    all_of = list_of(ItemAtSchema(), default=())
    any_of = list_of(ItemAtSchema(), default=())
    verdict = choice(_VERDICTS, "a verdict", default=None)
    unless_rule = word(default="")
    research = flag(default=False)


class IdeaSchema(Record):
    """An idea to consider of N6."""

    step = word()
    instruments = list_of(word(), least=1)
    verdicts = list_of(choice(_VERDICTS, "a verdict"), default=())
    fired = flag(default=False)
    safety_stops_from = number(0, 3, default=None)


class OnFileSchema(Record):
    """A sentence of N11."""

    step = word()
    sentence = sentence()


class StepRulesSchema(Record):
    """N1-N11."""

    severity = map_of(
        choice(["none", *_GATES], "a gate or none"), list_of(percent(), least=2, most=2)
    )
    later_share = percent()
    further_hit = percent()
    further_most = percent()
    most = number(1, 1_000)
    do_first = percent()
    do_next = percent()
    kinds = list_of(word())
    find_out = list_of(list_of(gate(), least=1))
    start_here_more = number(0, 20)
    going_well_shown = number(1, 20)
    tiers = map_of(choice(_TIERS, "a tier"), text(40))
    extra_hits = list_of(ExtraHitSchema(), default=())
    ideas = list_of(IdeaSchema(), default=())
    because = sentence()
    formative_on_file = OnFileSchema()


class QuickScreenSchema(Record):
    """The quick screen's lists."""

    titles = words()


class UrgentSchema(Record):
    """An answer of the pulse that shows a step at once."""

    item = word()
    at = levels()
    step = word()


class PulseSchema(Record):
    """The pulse."""

    urgent = list_of(UrgentSchema(), default=())
    pause_talk = list_of(word(), default=())


class PathSchema(Record):
    """P1."""

    safety_stop_from = level()
    known = sentence()
    unknown = sentence()
    switched_off = words()


class RulesSchema(Record):
    """A whole rules file."""

    version = number(1, 9_999)
    published = day()
    basis = sentence()
    scores = ScoresSchema()
    confidence = ConfidenceSchema()
    people = PeopleSchema()
    words = WordsSchema()
    profile = ProfileRulesSchema()
    verdicts = map_of(choice(_VERDICTS, "a verdict"), VerdictSchema())
    decisions = map_of(word(), list_of(DecisionSchema(), least=1))
    next_steps = StepRulesSchema()
    quick_screen = QuickScreenSchema()
    pulse = PulseSchema()
    path = PathSchema()
