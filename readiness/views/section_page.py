"""What the page of one part shows: each item as it is saved, typed, wrong or twice answered."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from instruments import catalogue
from readiness.forms.notes import NoteWarning, look_again
from readiness.forms.questions import Question, numbered
from readiness.forms.section import Clash, Read, Shown, section_form, words
from readiness.models import AssessmentState
from readiness.request import Request
from readiness.resources import SectionContext
from readiness.services.answers import Answers, Outcome, StoredAnswer, known
from readiness.services.assessments import instruments_of
from readiness.services.last_time import Rounds
from readiness.services.merging import ItemAnswer, token
from readiness.services.offering import hint, offered
from readiness.services.parts import parts_of, step_after, step_of
from readiness.services.sheets import Sheets
from readiness.views.addresses import page_of
from readiness.views.times import date_words, time_words


@dataclass(frozen=True, slots=True)
class LookAgain:
    """A note that was saved and is worth a second look."""

    question: Question
    warnings: tuple[NoteWarning, ...]


class SectionPage:
    """Gathers the page; reads what is saved once, after a save has written it."""

    def __init__(self, context: SectionContext, request: Request) -> None:
        self._context = context
        self._request = request
        self._profile = context.assessment.program_profile.answers
        before = self._before = self._stored()
        last = self._last()
        self.questions = tuple(
            replace(one, last=last.get(one.item.id, ""))
            for one in numbered(
                tuple(
                    offered(item, self._profile, _of(before, context, item.id).value.answer)
                    for item in context.domain.items
                )
            )
        )
        self.url = page_of(
            request,
            "section",
            context.assessment,
            instrument=context.instrument.id,
            domain=context.domain.id,
        )

    def values(
        self,
        *,
        reads: Mapping[str, Read] | None = None,
        outcomes: Mapping[str, Outcome] | None = None,
        look: Collection[str] = (),
    ) -> dict[str, Any]:
        """Return the template's values."""
        context, request = self._context, self._request
        # After a save it is read anew; what a GET has read once still holds.
        stored = self._before if reads is None else self._stored()
        answers = known(stored, context.instrument.id)
        instruments = instruments_of(context.assessment)
        step = step_of(instruments, context.instrument.id, context.domain.id)
        mine = {one.id: _of(stored, context, one.id) for one in context.domain.items}
        draft = context.assessment.state is AssessmentState.DRAFT
        shown = tuple(
            self._shown(question, mine[question.item.id], reads or {}, outcomes or {})
            for question in self.questions
        )
        form = section_form(request, shown, url=self.url) if draft or reads else None
        return {
            "form": form,
            "draft": draft,
            "organization": context.organization,
            "assessment": context.assessment,
            "instrument": context.instrument,
            "domain": context.domain,
            "step": step,
            "following": step_after(instruments, step),
            "parts": parts_of(context.instrument, answers),
            "instruments": instruments,
            "look": self._look(mine, look),
            "saved": self._saved(mine),
            "team": self._team() if draft and step.number == 1 else "",
            "given": [
                (question, words(question.item, one.value), one.value.note)
                for question in self.questions
                for one in [mine[question.item.id]]
            ],
        }

    def _team(self) -> str:
        """Say who sees what, before somebody begins who answers together with others."""
        context = self._context
        several = self._request.service(Sheets).several(
            context.organization.id, context.assessment.id, context.membership.user_id
        )
        rules = catalogue.rules(context.instrument.rules)
        return rules.people.words["two_sheets"] if several else ""

    def _shown(
        self,
        question: Question,
        stored: StoredAnswer,
        reads: Mapping[str, Read],
        outcomes: Mapping[str, Outcome],
    ) -> Shown:
        item = question.item.id
        read, outcome = reads.get(item), outcomes.get(item)
        if read and (read.errors or not outcomes):
            # What was typed stays as it was typed, with its old token.
            return Shown(question, read.typed, read.errors)
        at = time_words(stored.saved_at, self._request.clock()) if stored.saved_at else ""
        if outcome and outcome.clash and read:
            clash = Clash(
                mine=outcome.mine,
                theirs=stored.value,
                at=at,
                token=read.sent.token if read.sent else "",
                theirs_token=token(stored.version, stored.value),
            )
            return Shown(question, _values(outcome.mine, clash.token), clash=clash)
        values = _values(stored.value, token(stored.version, stored.value))
        known_hint = hint(question.item, self._profile, stored.value.answer)
        return Shown(replace(question, saved_at=at), values, hint=known_hint)

    def _last(self) -> dict[str, str]:
        """Say what was answered in the round before; it is shown and never chosen."""
        assessment = self._context.assessment
        if assessment.state is not AssessmentState.DRAFT:
            return {}
        last = self._request.service(Rounds).last(
            assessment.program_profile_id, self._context.instrument.id, besides=assessment.id
        )
        if last.day is None:
            return {}
        said = {
            item: f"Last time ({date_words(last.day)}): {words}"
            for item, words in last.words.items()
        }
        for item, agreed in last.since.items():
            said[item] += f". Agreed on since then: {agreed}"
        return said

    def _stored(self) -> dict[tuple[str, str], StoredAnswer]:
        return self._request.service(Answers).load(
            self._context.assessment.id, self._context.membership.user_id
        )

    def _look(
        self, stored: Mapping[str, StoredAnswer], look: Collection[str]
    ) -> tuple[LookAgain, ...]:
        found = (
            LookAgain(question, look_again(stored[question.item.id].value.note))
            for question in self.questions
            if question.item.id in look
        )
        return tuple(one for one in found if one.warnings)

    def _saved(self, stored: Mapping[str, StoredAnswer]) -> str:
        times = [
            one.saved_at
            for question in self.questions
            if (one := stored[question.item.id]).saved_at
        ]
        return time_words(max(times), self._request.clock()) if times else ""


def _of(
    stored: Mapping[tuple[str, str], StoredAnswer], context: SectionContext, item: str
) -> StoredAnswer:
    return stored.get((context.instrument.id, item), StoredAnswer())


def _values(answer: ItemAnswer, token_text: str) -> dict[str, str]:
    return {
        "answer": answer.answer,
        "note": answer.note,
        "evidence": answer.evidence,
        "version": token_text,
    }
