"""What the page shows on which a team settles its answers."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from pyramid.httpexceptions import HTTPNotFound

from instruments.model import Instrument, Item
from instruments.talking import rank
from readiness.forms.agreeing import LACKS_ANSWER, ShownAgreement, agree_form
from readiness.forms.notes import NoteWarning, look_again
from readiness.forms.questions import Question
from readiness.forms.section import Clash, Read
from readiness.models import TaRating
from readiness.request import Request
from readiness.resources_team import TeamContext
from readiness.security.permissions import Permission
from readiness.services.agreeing import Key, Settled
from readiness.services.assessments import instruments_of
from readiness.services.merging import ItemAnswer, token
from readiness.services.offering import offered
from readiness.services.ratings import Ratings
from readiness.services.teams import StoredAgreement, Teams
from readiness.views.addresses import page_of, way
from readiness.views.item_words import CHECKED_WORDS
from readiness.views.spread_lines import Advice, Line, Lines
from readiness.views.times import date_words, time_words
from reports.parts.chosen import level_name

MOST: Final = 10
"""Items on one page. Those behind them stand as links: the page stays light."""


@dataclass(frozen=True, slots=True)
class Row:
    """One item of the assessment."""

    instrument: Instrument
    item: Item
    area: str
    line: Line
    agreement: StoredAgreement

    @property
    def key(self) -> Key:
        """How services name it."""
        return self.instrument.id, self.item.id


@dataclass(frozen=True, slots=True)
class LookAgain:
    """A note that was kept and is worth a second look."""

    row: Row
    warnings: tuple[NoteWarning, ...]


class AgreePage:
    """Gathers the page for somebody who has handed in. Raises `NotHandedInError`."""

    def __init__(self, context: TeamContext, request: Request) -> None:
        self._context = context
        self._request = request
        self.url = page_of(request, "agree", context.assessment)
        self._team = request.service(Teams).for_reader(
            context.assessment.id, context.membership.user_id
        )
        self.rows = tuple(self._rows())

    def row(self, item: str) -> Row:
        """Find an item; raises `HTTPNotFound` when the assessment has none of this id."""
        for row in self.rows:
            if row.item.id == item:
                return row
        raise HTTPNotFound

    def question(self, row: Row, number: int = 1, count: int = 1) -> Question:
        """Ask an item, with "does not apply" where it may not."""
        profile = self._context.assessment.program_profile.answers
        item = offered(row.item, profile, row.agreement.value.answer)
        return Question(item=item, number=number, count=count, about=row.area)

    def values(
        self,
        *,
        only: Collection[str] = (),
        reads: Mapping[Key, Read] | None = None,
        settled: Mapping[Key, Settled] | None = None,
        look: Collection[str] = (),
    ) -> dict[str, Any]:
        """Return the template's values; `only` names the items of a page for some."""
        talk = [row for row in self.rows if row.line.talk]
        changed = [row for row in self.rows if row.line.changed]
        open_ones = [*talk, *changed]
        chosen = [row for row in self.rows if row.item.id in only] if only else open_ones[:MOST]
        may_agree = self._request.has_permission(Permission.AGREEMENT_SET)
        shown = tuple(
            self._shown(row, self.question(row, number, len(chosen)), reads or {}, settled or {})
            for number, row in enumerate(chosen, 1)
        )
        if only:
            # On the item's own page no link leads to it.
            shown = tuple(replace(one, line=replace(one.line, href="")) for one in shown)
        return {
            "organization": self._context.organization,
            "way": way(self._context.assessment),
            "program": self._context.assessment.program_profile.name,
            "count": len(self._team.sheets),
            "form": agree_form(self._request, shown, url=self.url) if may_agree else None,
            "rows": chosen,
            "autosave": self.url,
            "single": chosen[0] if only and len(chosen) == 1 else None,
            "open": len(talk),
            "later": [] if only else open_ones[MOST:],
            "agreed": [
                row for row in self.rows if row.line.agreed and not row.line.changed and not only
            ],
            "look": [
                LookAgain(row, warnings)
                for row in self.rows
                if row.item.id in look and (warnings := look_again(row.agreement.value.note))
            ],
        }

    def _rows(self) -> Iterator[Row]:
        found = []
        advice = self._request.service(Ratings).advice(
            self._context.assessment.id, self._request.clock().date()
        )
        for instrument in instruments_of(self._context.assessment):
            lines = Lines(self._team, instrument)
            for domain in instrument.domains:
                for item in domain.items:
                    href = page_of(
                        self._request, "agree_item", self._context.assessment, item=item.id
                    )
                    agreement = self._team.agreement(instrument.id, item.id)
                    said = tuple(
                        _advice(instrument, *one)
                        for one in advice.get((instrument.id, item.id), ())
                    )
                    line = replace(lines.of(item), href=href, advice=said)
                    order = rank(item, lines.tally.counted[item.id], lines.tally.rules)
                    found.append((order, Row(instrument, item, domain.name, line, agreement)))
        # Sorting keeps the order of the questionnaires among equals.
        yield from (row for _, row in sorted(found, key=lambda pair: pair[0]))

    def _shown(
        self,
        row: Row,
        question: Question,
        reads: Mapping[Key, Read],
        settled: Mapping[Key, Settled],
    ) -> ShownAgreement:
        read, outcome = reads.get(row.key), settled.get(row.key)
        kept = row.agreement
        if read and outcome and outcome.clash:
            at = time_words(kept.at, self._request.clock()) if kept.at else "just now"
            clash = Clash(
                mine=outcome.mine,
                theirs=kept.value,
                at=at,
                token=read.typed.get("version", ""),
                theirs_token=token(kept.version, kept.value),
            )
            values = {**_fields(outcome.mine), "version": clash.token}
            return ShownAgreement(question, values, row.line, clash=clash)
        if read and (read.errors or (outcome and outcome.lacks_answer)):
            errors = dict(read.errors) or {"answer": LACKS_ANSWER}
            return ShownAgreement(question, read.typed, row.line, errors, hint=_hint(row))
        values = {**_fields(kept.value), "version": token(kept.version, kept.value)}
        agreed = f"Agreed on {date_words(kept.at)}. You can change it." if kept.at else ""
        return ShownAgreement(question, values, row.line, hint=_hint(row), saved=agreed)


def _advice(instrument: Instrument, who: str, rating: TaRating) -> Advice:
    words = level_name(instrument, rating.level) if rating.level is not None else ""
    how = CHECKED_WORDS.get(str(rating.checked), "")
    told = f"{words}, {how}" if how else words
    return Advice(who, str(rating.level), told, rating.reason)


def _fields(value: ItemAnswer) -> dict[str, str]:
    return {"answer": value.answer, "note": value.note}


def _hint(row: Row) -> str:
    line = row.line
    if line.talk:
        apart = f"Your two answers are {line.word}. Until you agree, the lower one counts."
        return apart if line.word else line.why
    if line.changed:
        return "A sheet was handed in or changed since. Does the agreed answer still fit?"
    if line.agreed:
        return f"You agreed on: {line.agreed}."
    return "Your answers here are close, or only one of you answered. You may still agree on one."
