"""What is next for somebody who answers together with others."""

from collections.abc import Callable

from readiness.models import Assessment, Role
from readiness.request import Request
from readiness.services.assessments import instruments_of
from readiness.services.sheets import Sheets
from readiness.services.teams import Teams
from readiness.views.addresses import page_of
from readiness.views.last_report import Todo


def todo(
    draft: Assessment, role: Role, request: Request, user_id: str, go_on: Callable[[], Todo]
) -> list[Todo]:
    """Say what is next, the most helpful first; `go_on` leads to the person's own sheet."""
    sheets = request.service(Sheets)
    if not sheets.several(draft.organization_id, draft.id, user_id):
        return [go_on()]
    own = sheets.own(draft.id, user_id)
    count = sheets.handed_in(draft.id)
    if own is None or own.handed_in_at is None:
        handed = [_so_far(draft, request, count)] if role is Role.LEAD and count else []
        return [go_on(), *handed]
    return _after_handing_in(draft, role, request, count, _open(draft, request, user_id))


def _after_handing_in(
    draft: Assessment, role: Role, request: Request, count: int, marked: int
) -> list[Todo]:
    own = Todo(
        "Your own sheet",
        "It is handed in. You may still change it, or take it back.",
        page_of(request, "review", draft),
        "Look over your sheet",
    )
    compare = Todo(
        "Where you differ",
        f"{sheets_words(count)} handed in. You see how many chose each answer, never who.",
        page_of(request, "spread", draft),
        "See where you differ",
    )
    if count == 1:
        waiting = Todo(
            "Yours is the first sheet",
            "When somebody else hands in, you see here where you differ.",
            page_of(request, "review", draft),
            "Look over your sheet",
        )
        return [waiting]
    if marked:
        questions = "one question" if marked == 1 else f"{marked} questions"
        talk = Todo(
            f"Talk about {questions}",
            f"{sheets_words(count)} handed in. You see {questions} in different ways.",
            page_of(request, "agree", draft),
            "Talk about it" if marked == 1 else "Talk about them",
        )
        return [talk, compare, own]
    if role is Role.LEAD:
        submit = Todo(
            "Submit for the team",
            f"{sheets_words(count)} handed in, and nothing is left to talk about.",
            page_of(request, "review", draft),
            "Look over and submit",
        )
        return [submit, compare]
    return [compare, own]


def _so_far(draft: Assessment, request: Request, count: int) -> Todo:
    return Todo(
        f"{sheets_words(count)} handed in",
        "You see where you differ once your own sheet is handed in.",
        page_of(request, "review", draft),
        "Look over your answers",
    )


def sheets_words(count: int) -> str:
    """Say how many; never whose."""
    return "One sheet is" if count == 1 else f"{count} sheets are"


def _open(draft: Assessment, request: Request, user_id: str) -> int:
    team = request.service(Teams).for_reader(draft.id, user_id)
    tallies = [team.tally(one) for one in instruments_of(draft)]
    return sum(each.talk for one in tallies for each in one.counted.values())
