"""What the last report says, in the few words a front page has room for."""

from dataclasses import dataclass

from instruments import catalogue, snapshot
from instruments.results import PLACES
from instruments.snapshot import Result
from instruments.snapshot import Snapshot as Content
from instruments.verdict_words import verdict_words
from readiness.models import Snapshot
from readiness.request import Request
from readiness.views.addresses import page_of
from readiness.views.times import date_words


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do, with the page it is done on."""

    title: str
    words: str
    href: str
    button: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the last report puts the program."""

    headline: str
    places: tuple[str, ...]
    here: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A report that was handed in, with what can be opened."""

    words: str
    links: tuple[tuple[str, str], ...]


class LastReport:
    """Reads a snapshot once for the front page."""

    def __init__(self, frozen: Snapshot, request: Request) -> None:
        self._assessment = frozen.assessment
        self._request = request
        self._content: Content = snapshot.from_json(frozen.content)
        self._href = page_of(request, "report", frozen.assessment)

    @property
    def _results(self) -> tuple[Result, ...]:
        both = (self._content.formative, self._content.evaluability)
        return tuple(result for result in both if result is not None)

    def page(self, route: str, **more: str) -> str:
        """Return the address of one of the assessment's pages."""
        return page_of(self._request, route, self._assessment, **more)

    def standing(self) -> Standing:
        """Say the verdict in one sentence, by the readiness questionnaire where there is one."""
        result = self._results[0]
        rules = catalogue.rules(result.rules_version)
        words = verdict_words(result.verdict, self._content.profile, rules)
        places = PLACES[result.instrument]
        return Standing(
            headline=words.headline,
            places=tuple(rules.verdicts[one].name for one in places)
            if result.verdict.id in places
            else (),
            here=words.name,
            words=f"From your report of {date_words(self._content.submitted)}.",
            href=self._href,
        )

    def first_step(self) -> list[Todo]:
        """Return the first step, or what could not be told; nothing when all is in place."""
        result = self._results[0]
        steps = result.next_steps
        first = next(iter((*steps.start_here, *(step.id for step in steps.steps))), None)
        if first is not None:
            title = catalogue.lessons(result.lessons_version).by_id[first].title
            words = "The first step of your report. It says why, and what to do."
            return [Todo(title, words, self._href, "Read what to do")]
        if steps.find_out:
            count = len(steps.find_out)
            title = f"Find out about {'one question' if count == 1 else f'{count} questions'}"
            return [Todo(title, "Your report lists them.", self._href, "See the list")]
        return []

    def listed(self) -> Listed:
        """Say when it was, how many steps it gave, and what can be opened."""
        count = len({step.id for one in self._results for step in one.next_steps.steps})
        steps = "one next step" if count == 1 else f"{count} next steps"
        gave = f" It gave {steps}." if count else ""
        past = self._request.route_path("assessments", org=self._assessment.organization_id)
        pdf = page_of(self._request, "report_file", self._assessment, format="pdf")
        return Listed(
            words=f"{date_words(self._content.submitted)}.{gave}",
            links=(
                (self._href, "Read it"),
                (self.page("plan"), "Your plan"),
                (pdf, "Download it (PDF)"),
                (past, "All your reports"),
            ),
        )
