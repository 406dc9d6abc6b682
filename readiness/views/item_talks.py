"""The talks on an item's page: what was said, whom each waits for, and the forms below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from readiness.forms.consulting import ASSIGNEES, assign_schema, comment_schema, reply_schema
from readiness.forms.renderer import Button, Form, create_form
from readiness.models import Assignee, CommentThread, Side, ThreadState
from readiness.request import Request
from readiness.resources_consulting import ConsultationItemContext
from readiness.views.consulting import role_words
from readiness.views.times import date_words


@dataclass(frozen=True, slots=True)
class Said:
    """One comment."""

    who: str
    when: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A talk whose form has to be shown once more."""

    thread: str
    reply: Form | None = None
    assign: Form | None = None
    wish: str | None = None
    """Whom the person wanted it to wait for, when somebody else was faster."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A thread with its comments."""

    id: str
    state: str
    private: bool
    waits_for: str
    said: tuple[Said, ...]
    reply: Form
    assign: Form
    clash: bool = False

    @property
    def resolved(self) -> bool:
        """Whether nothing is left to say."""
        return self.state == str(ThreadState.RESOLVED)

    @property
    def forms(self) -> Sequence[Form]:
        """The forms that stand on the page."""
        if self.resolved:
            return ()
        return (self.reply,) if self.private else (self.reply, self.assign)


def talk(
    context: ConsultationItemContext,
    request: Request,
    thread: CommentThread,
    asked: Asked | None,
) -> Talk:
    """Write a thread down for the page, with its forms."""
    provider = context.engagement.provider
    name = provider.name if provider else "The TA provider"
    again = asked if asked and asked.thread == thread.id else Asked(thread.id)
    assign = again.assign or assign_form(request, thread.id)
    if again.assign is None or again.wish is not None:
        now = str(thread.assigned_to or "")
        assign.set_appstruct(
            {"assigned_to": now if again.wish is None else again.wish, "seen": now}
        )
    return Talk(
        id=thread.id,
        state=str(thread.state),
        private=thread.private,
        waits_for=dict(ASSIGNEES)[str(thread.assigned_to)] if thread.assigned_to else "",
        said=tuple(
            Said(role_words(one.side, one.role, name), date_words(one.written_at), one.text)
            for one in thread.comments
        ),
        reply=again.reply or reply_form(request, thread.id),
        assign=assign,
        clash=again.wish is not None,
    )


def assignee(value: str) -> Assignee | None:
    """Read whom a talk waits for; "" is nobody in particular."""
    return Assignee(value) if value else None


def comment_form(context: ConsultationItemContext, request: Request) -> Form:
    """Make the form that begins a talk."""
    return create_form(
        request,
        comment_schema(private=context.side is Side.ADVISOR),
        buttons=(Button(name="comment", title="Save the comment"),),
        form_id="comment-form",
    )


def reply_form(request: Request, thread: str) -> Form:
    """Make the form that says more in a talk."""
    return create_form(
        request,
        reply_schema(thread),
        buttons=(Button(name="reply", value=thread, title="Answer", css_class="quiet"),),
        form_id=f"form-{thread}",
    )


def assign_form(request: Request, thread: str) -> Form:
    """Make the form that gives a talk to somebody else."""
    return create_form(
        request,
        assign_schema(thread),
        buttons=(Button(name="assign", value=thread, title="Hand it on", css_class="quiet"),),
        form_id=f"hand-on-{thread}",
    )
