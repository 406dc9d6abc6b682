"""What the answers must be for a higher verdict: the rules below it, turned around (P1)."""

from dataclasses import dataclass

from instruments.conditions import concerns
from instruments.model import Answer, Domain, Gate, Item
from instruments.results import Score
from instruments.rules import AnsweredBelow, Decision, DomainsBelow, GateAt, OverallBelow, Rules


@dataclass(frozen=True)
class Goal:
    """Conditions none of which may hold, by what they look at."""

    gates: tuple[GateAt, ...]
    domains: tuple[DomainsBelow, ...]
    answered: int
    overall: int
    domain_known: int
    safety_stop_from: int

    def allows_answer(self, item: Item, answer: Answer) -> bool:
        """Whether an applicable item may end at an answer."""
        return not any(each.gate is item.gate and answer in each.at for each in self.gates)

    def allows_change(self, item: Item, level: int) -> bool:
        """Whether an item may be changed to a level."""
        low_stop = item.gate is Gate.SAFETY_STOP and level < self.safety_stop_from
        return not low_stop and self.allows_answer(item, level)

    def allows_domain(self, domain: Domain, score: Score) -> bool:
        """Whether a domain may end with a score."""
        scored = score.known > 0 and score.answered_at_least(self.domain_known)
        return all(
            score.at_least(each.below) if scored else not each.unscored
            for each in self.domains
            if concerns(each, domain.id)
        )

    def allows_overall(self, score: Score) -> bool:
        """Whether the instrument may end with an overall score."""
        return score.answered_at_least(self.answered) and score.at_least(self.overall)


def goal(instrument: str, rank: int, rules: Rules) -> Goal | None:
    """Return what every verdict above a rank needs, or None when there is none above.

    The verdicts above a rank are the last ones of the list (`rules_file.py` checks it),
    so they are reached when no condition of an earlier rule holds.
    """
    below: list[Decision] = []
    for decision in rules.decisions[instrument]:
        reached = rules.verdicts[decision.verdict].rank
        if reached is not None and reached > rank:
            return _goal(below, rules)
        below.append(decision)
    return None


def _goal(below: list[Decision], rules: Rules) -> Goal:
    conditions = [condition for decision in below for condition in decision.conditions]
    answered = [each.below for each in conditions if isinstance(each, AnsweredBelow)]
    overall = [each.below for each in conditions if isinstance(each, OverallBelow)]
    return Goal(
        gates=tuple(each for each in conditions if isinstance(each, GateAt)),
        domains=tuple(each for each in conditions if isinstance(each, DomainsBelow)),
        answered=max(answered, default=0),
        overall=max(overall, default=0),
        domain_known=rules.scores.domain_known,
        safety_stop_from=rules.path.safety_stop_from,
    )
