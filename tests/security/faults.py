"""Guards broken on purpose, one at a time: each must turn a named test red (trust.md 4.0).

    python -m tests.security.faults [--copies N] [NAME ...]

copies the packages and the tests, breaks one guard in the copy, runs the test that stands for
it, and prints how many were seeded and how many caught. `make faults` works in two copies at
once; `make test-long` breaks them as well. The guards of larger parts stand in `guards/`.
"""

import compileall
import os
import re
import shutil
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Final

from tests.security.fault import ROOT, Fault
from tests.security.fault_runs import Runner, runner
from tests.security.guards import events, meanwhile, plans, records

COPIED: Final = ("instruments", "reports", "readiness", "tests")
MATRIX: Final = "tests/security/test_matrix.py"
RULES_TEST: Final = "tests/readiness/security/test_rules.py"
SESSIONS: Final = "tests/security/test_sessions.py"
FORMS: Final = "tests/security/test_forms.py"
STRANGERS: Final = "tests/security/test_enumeration.py"
COOKIES: Final = "tests/security/test_cookies.py"
HEADERS: Final = "tests/security/test_headers.py"
PEOPLE: Final = "tests/functional/test_people.py"
SECOND: Final = "tests/security/test_second_step.py"


def widened() -> Iterator[Fault]:
    """Every rule of the table, open to whoever is signed in."""
    text = (ROOT / "readiness/security/rules.py").read_text(encoding="utf-8")
    for line in text.splitlines():
        found = line.strip()
        name, _, rule = found.partition(": ")
        if name.startswith("Permission.") and rule not in {"SIGNED_IN,", ""}:
            yield Fault(
                f"{name} for everyone",
                "readiness/security/rules.py",
                found,
                f"{name}: SIGNED_IN,",
                RULES_TEST,
            )


RESOURCES: Final = "readiness/resources.py"
CONSULTING: Final = "readiness/resources_consulting.py"
ACCOUNTS: Final = "readiness/services/accounts.py"

GUARDS: Final = (
    # Whose things are whose.
    Fault("own memberships", RESOURCES,
          'Membership.user_id == bindparam("person"), Membership.org', "Membership.org",
          f"{MATRIX}::test_everyone_gets_what_the_matrix_says"
          "[GET people org]"),
    Fault("assessment of the organization", RESOURCES,
          "    Assessment.organization_id == Membership.organization_id,\n", "",
          f"{MATRIX}::test_ids_of_two_organizations_in_one_address_name_nothing"),
    Fault("member of the organization", RESOURCES,
          "        _THEIRS.organization_id == Membership.organization_id,\n", "",
          "tests/readiness/test_resources.py::test_member_of_another_organization_is_not_found"),
    Fault("invitation of the organization", RESOURCES,
          "        Invitation.organization_id == Membership.organization_id,\n", "",
          f"{PEOPLE}::test_invitation_of_another_organization_cannot_be_taken_back"),
    Fault("last day of an engagement", CONSULTING,
          '    Engagement.ends_on >= bindparam("today"),\n', "",
          f"{MATRIX}::test_everyone_gets_what_the_matrix_says"
          "[GET consultation lapsed meeting]"),
    Fault("state of an engagement", CONSULTING,
          "Engagement.state.in_((EngagementState.INVITED, EngagementState.LIVE)),",
          "Engagement.state.in_(tuple(EngagementState)),",
          f"{MATRIX}::test_everyone_gets_what_the_matrix_says"
          "[GET engagement ended by advisors]"),
    Fault("state of a consultation's engagement", CONSULTING,
          "and_(_IT_ADVISES, Engagement.state == EngagementState.LIVE)", "_IT_ADVISES",
          "tests/functional/test_consultation.py::test_ending_closes_open_pages_at_once"),
    Fault("a missing page for what is denied", "readiness/views/errors.py",
          "if request.identity is not None:\n        return error_page(request, 404)",
          "if request.identity is not None:\n        return error_page(request, 403)",
          f"{MATRIX}::test_everyone_gets_what_the_matrix_says"
          "[GET invite org]"),
    Fault("private talks", "readiness/services/comments.py",
          "visible: ColumnElement[bool] = CommentThread.private.is_(False)",
          "visible: ColumnElement[bool] = CommentThread.private.is_not(None)",
          "tests/functional/test_consultation.py::test_private_notes_never_reach_the_team"),
    Fault("advice after the end of an engagement", "readiness/services/ratings.py",
          "                live_on(today),\n", "",
          "tests/functional/test_team_advice.py"
          "::test_without_a_live_engagement_nothing_is_shown"),
    Fault("advice on another assessment", "readiness/services/ratings.py",
          "TaRating.assessment_id == assessment_id,\n                TaRating.level.is_not(None),",
          "TaRating.level.is_not(None),",
          "tests/functional/test_team_advice.py::test_advice_on_another_assessment_stays_there"),
    Fault("private talks that would wait", "readiness/services/waiting.py",
          "                CommentThread.private.is_(False),\n", "",
          "tests/functional/test_home_help.py"
          "::test_comments_wait_for_whom_they_were_handed_to_else_for_the_other_side"),
    Fault("what waits after the end of an engagement", "readiness/views/home_help.py",
          "if is_live(one, today)]", "]",
          "tests/functional/test_home_help.py::test_nothing_waits_before_and_after"),
    Fault("a private talk that would be handed on", "readiness/services/comments.py",
          "        if thread.private:\n            raise MovedOnError\n", "",
          "tests/readiness/services/test_comments.py::test_a_private_talk_waits_for_nobody_else"),
    Fault("whom a talk waited for on the page", "readiness/services/comments.py",
          "if thread.assigned_to is not seen:", "if thread.assigned_to is object:",
          "tests/functional/test_consultation.py"
          "::test_two_people_who_hand_a_talk_on_see_each_other"),
    Fault("a funder without a grant", "reports/audience.py",
          'return _shared(report, grant or Grant(frozenset(), "", report.date))',
          'return _shared(report, grant or Grant(frozenset(Shared), "", report.date))',
          "tests/reports/test_audience.py::test_funder_without_a_grant_reads_nothing"),
    Fault("notes a funder may not read", "reports/audience.py",
          "    if grant.shows(Shared.NOTES):\n        return areas\n", "    return areas\n",
          "tests/reports/test_audience.py"
          "::test_answers_without_notes_hold_no_note_and_no_evidence"),
    Fault("answers of others before the own", "readiness/security/rules.py",
          'return getattr(context, "handed_in", False) is True', "return True",
          "tests/functional/test_team.py::test_nobody_sees_others_before_handing_in"),
    Fault("agreements that moved on", "readiness/services/agreeing.py",
          "if row is None or row.version != version:", "if row is None:",
          "tests/functional/test_team.py::test_agreement_that_moved_on_is_not_taken_back"),
    Fault("the end of a share", "readiness/resources_sharing.py",
          '        Share.expires_at > bindparam("now"),\n', "",
          "tests/functional/test_sharing.py::test_share_is_over_at_the_end_of_its_last_day"),
    Fault("a share that is only prepared", "readiness/resources_sharing.py",
          "        Share.shared_at.is_not(None),\n", "",
          "tests/functional/test_sharing.py::test_draft_is_nothing_to_its_funder"),
    Fault("a share that was taken back, in any life", "readiness/resources_sharing.py",
          "        Share.revoked_at.is_(None),\n", "",
          "tests/security/test_traces.py::test_life_shows_nobody_what_is_not_theirs"),
    Fault("an engagement that was ended, in any life", CONSULTING,
          "Engagement.state.in_((EngagementState.INVITED, EngagementState.LIVE)),\n", "",
          "tests/security/test_engagement_traces.py::test_a_whole_life_of_two_engagements"),
    Fault("shares that have ended among the live", "readiness/services/share_terms.py",
          "Share.shared_at.is_not(None), Share.revoked_at.is_(None), Share.expires_at > now)",
          "Share.shared_at.is_not(None), Share.revoked_at.is_(None))",
          f"{MATRIX}::test_everyone_gets_what_the_matrix_says"
          "[GET portfolio portfolio]"),
    Fault("a share that was taken back", "readiness/services/share_terms.py",
          "Share.shared_at.is_not(None), Share.revoked_at.is_(None), Share.expires_at > now)",
          "Share.shared_at.is_not(None), Share.expires_at > now)",
          "tests/functional/test_sharing.py::test_end_takes_effect_at_once"),
    Fault("the funder of a share", "readiness/resources_sharing.py",
          ".join(Share, Share.funder_id == Membership.organization_id)",
          ".join(Share, Share.funder_id.is_not(None))",
          "tests/functional/test_sharing.py::test_share_is_nobody_elses"),
    Fault("a wider share without a look", "readiness/services/sharing.py",
          "set(terms.parts) <= set(share.parts)", "set(terms.parts)",
          "tests/functional/test_sharing.py"
          "::test_more_parts_are_looked_at_first_and_then_take_the_place"),
    Fault("a look that is written down", "readiness/views/portfolio.py",
          "        note_view(request, share, PAGE)\n", "        pass\n",
          "tests/functional/test_sharing.py"
          "::test_look_that_cannot_be_written_down_is_not_given"),
    Fault("parts of a share", "reports/audience.py",
          "    if standing is None or not grant.parts - {Shared.STEPS, Shared.NOTES}:",
          "    if standing is None:",
          "tests/reports/test_audience.py"
          "::test_nothing_of_a_part_that_was_not_shared_is_in_any_format"),
    Fault("a plan without its steps", "reports/audience.py",
          "return self.follows_plan and self.shows(Shared.STEPS)", "return self.follows_plan",
          "tests/reports/test_audience.py"
          "::test_progress_is_shown_with_the_steps_and_only_when_it_was_chosen"),
    Fault("a plan that is followed unseen", "readiness/services/sharing.py",
          "            and terms.follows_plan <= share.follows_plan\n", "",
          "tests/functional/test_sharing_progress.py"
          "::test_following_no_longer_holds_at_once_and_following_is_looked_at_first"),
    Fault("steps that a team put off", "readiness/services/plan_sheets.py",
          "[step for step in steps if step.choice is StepChoice.ADOPTED]", "list(steps)",
          "tests/functional/test_sharing_progress.py"
          "::test_step_that_is_put_off_is_gone_at_once"),
    Fault("whose files are in a file of many", "readiness/services/bulk.py",
          "                & (RenderedFile.audience == SHARE + Share.id)\n", "",
          "tests/functional/test_bulk.py"
          "::test_file_holds_what_is_shared_as_it_is_shared_and_nothing_else"),
    Fault("shares that ran out, in a file of many", "readiness/services/bulk.py",
          "                live_at(self._clock()),\n                RenderedFile",
          "                RenderedFile",
          "tests/functional/test_bulk.py::test_share_that_ran_out_meanwhile_is_left_out"),
    Fault("figures that are counted already", "readiness/services/roll_ups.py",
          "if job is None or job.state is not FileState.WAITING:", "if job is None:",
          "tests/readiness/services/test_roll_ups.py"
          "::test_two_workers_at_once_count_each_table_once"),
    Fault("figures that are begun once", "readiness/services/roll_ups.py",
          "        if found is not None and found.expires_at > now:\n            return found\n",
          "",
          "tests/readiness/services/test_roll_ups.py"
          "::test_worker_that_was_killed_is_followed_by_one_that_goes_on"),
    Fault("what few have, from quarter to quarter", "reports/portfolio.py",
          "if one.kind is not Kind.FEW}", "}",
          "tests/reports/test_portfolio.py::test_what_few_have_is_not_even_named"),
    Fault("looks at many reports", "readiness/views/bulk.py",
          'note_views(request, [piece.share for piece in pieces], "pdf")', "pass",
          "tests/functional/test_bulk.py"
          "::test_each_look_is_written_down_before_the_file_is_given"),
    # Forms from elsewhere.
    Fault("form tokens", "readiness/security/csrf.py",
          "require_csrf=True", "require_csrf=False",
          f"{FORMS}::test_form_without_its_token_is_refused"),
    Fault("form tokens of one session alone", "readiness/security/csrf.py",
          'hmac.digest(key, basis.encode(errors="replace"), "sha256")',
          'hmac.digest(key, b"anyone", "sha256")',
          f"{FORMS}::test_form_with_the_token_of_another_session_is_refused"),
    Fault("forms of other sites", "readiness/security/origins.py",
          "and not from_here(request)", "and False",
          f"{FORMS}::test_form_from_another_site_is_refused"),
    Fault("addresses elsewhere", "readiness/security/redirects.py",
          "or not LOCAL.fullmatch(path)", 'or not path.startswith("/")',
          "tests/readiness/security/test_redirects.py"),
    Fault("kept forms of one person alone", "readiness/security/keeping.py",
          "    if owner != user_id:\n        return None\n", "",
          "tests/readiness/security/test_keeping.py"),
    # Sessions.
    Fault("idle time", "readiness/services/sessions.py",
          "live=unseen < self._idle and", "live=",
          f"{SESSIONS}::test_session_ends_after_half_an_hour_of_nothing"),
    Fault("closed accounts", "readiness/services/sessions.py",
          'bindparam("token_hash"), User.active)', 'bindparam("token_hash"))',
          f"{SESSIONS}::test_closed_account_is_signed_out_at_the_next_request"),
    Fault("a new session at sign-in", "readiness/security/sessions.py",
          "        sessions.end(hash_token(before))", "        pass",
          f"{SESSIONS}::test_cookie_planted_from_a_real_session_ends_at_sign_in"),
    Fault("an end at sign-out", "readiness/security/sessions.py",
          "        request.service(SessionService).end(hash_token(before))", "        pass",
          f"{SESSIONS}::test_cookie_copied_before_signing_out_is_worth_nothing"),
    Fault("other sessions after a new password", ACCOUNTS,
          "        self._parts.sessions.end_all(user.id, but=session_id)\n", "",
          f"{SESSIONS}::test_changing_the_password_ends_all_other_sessions"),
    Fault("links of before a new password", ACCOUNTS,
          "        self._db.execute(delete(ResetToken).where(ResetToken.user_id == user.id))\n", "",
          f"{SESSIONS}::test_older_links_end_with_the_one_that_was_used"),
    Fault("age of a reset link", ACCOUNTS,
          "                ResetToken.expires_at > self._now,\n", "",
          f"{SESSIONS}::test_link_of_a_reset_works_for_half_an_hour"),
    Fault("giving the password again", "readiness/security/reauth.py",
          "return request.clock() - found.confirmed_at < FRESH", "return True",
          "tests/functional/test_confirm.py::test_signing_in_counts_for_ten_minutes"),
    # Strangers.
    Fault("a hash for nobody", "readiness/security/passwords.py",
          "self._hasher.verify(kept or self._nobody, password)",
          "self._hasher.verify(kept or '', password)",
          "tests/security/test_timing.py::test_unknown_address_is_compared_with_a_real_hash"),
    Fault("the same work for every address", ACCOUNTS,
          "        self._parts.give_link(normal_email(email),",
          "        self._by_email(email) and self._parts.give_link(normal_email(email),",
          "tests/security/test_timing.py::test_as_much_is_done_for_both"),
    Fault("a thread for everyone else", "readiness/security/passwords.py",
          "            raise BusyError\n", "            self._door.acquire()\n",
          "tests/readiness/security/test_passwords.py"
          "::test_two_are_compared_at_once_and_one_waits"),
    Fault("waiting after wrong passwords", "readiness/services/throttle.py",
          "        if count < FREE:\n            return 0\n", "        return 0\n",
          f"{STRANGERS}::test_sixth_try_has_to_wait_for_every_address"),
    Fault("many accounts from one place", "readiness/views/sign_in.py",
          "limits.free(Limit.FAILED_SIGN_INS, address(request))", "True",
          f"{STRANGERS}::test_many_accounts_from_one_place_have_to_wait"),
    Fault("a file in the place of a field", "readiness/security/ingress.py",
          'raise TypeError("A part of the form is a file.")', "continue",
          "tests/functional/test_assessment_tampering.py"
          "::test_file_in_the_place_of_any_field_is_refused"),
    Fault("whose word on an address counts", "readiness/security/limits.py",
          "if sender != request.app_settings.trusted_proxy:", "if sender is None:",
          "tests/readiness/security/test_limits.py"
          "::test_sender_is_the_address_of_the_connection"),
    Fault("mail to a made-up name", "readiness/services/mailing.py",
          "[lead.mailbox for lead in leads if lead.mailbox]", "[lead.email for lead in leads]",
          "tests/readiness/services/test_reminders.py"
          "::test_lead_without_a_mailbox_gets_no_mail"),
    Fault("addresses of mails", "readiness/services/mailing.py",
          "return request.app_settings.base_url + str(request.route_path(route, **ids))",
          "return str(request.route_url(route, **ids))",
          f"{STRANGERS}::test_links_in_mails_never_follow_a_header"),
    # Invitations and the second step.
    Fault("an invitation works once", "readiness/services/invitations.py",
          "                Invitation.used_at.is_(None),\n", "",
          f"{PEOPLE}::test_invitation_works_once"),
    Fault("an invitation works for seven days", "readiness/services/invitations.py",
          "                Invitation.expires_at > self._now,\n", "",
          f"{PEOPLE}::test_invitation_works_for_seven_days"),
    Fault("an invitation ends with its lead", "readiness/services/invitations.py",
          "                Membership.role == Role.LEAD,\n", "",
          f"{PEOPLE}::test_invitation_ends_when_its_lead_is_one_no_more"),
    Fault("an invitation bound to an address", "readiness/services/invitations.py",
          "return invitation.bound_to is None or hmac.compare_digest(",
          "return True or hmac.compare_digest(",
          f"{PEOPLE}::test_account_with_another_address_cannot_take_a_mailed_invitation"),
    Fault("a code works once", "readiness/services/second_factors.py",
          ", SecondFactor.last_counter < counter)", ")",
          f"{SECOND}::test_code_works_once"),
    Fault("a recovery code works once", "readiness/services/second_factors.py",
          "            delete(RecoveryCode).where(\n",
          "            update(RecoveryCode).values(user_id=user_id).where(\n",
          f"{SECOND}::test_recovery_code_lets_in_once"),
    # Cookies and headers.
    Fault("cookies no script reads", "readiness/security/cookies.py",
          "httponly=True", "httponly=False", COOKIES),
    Fault("cookies of https alone", "readiness/security/cookies.py",
          "secure=request.app_settings.secure", "secure=False", COOKIES),
    Fault("cookies of this host", "readiness/security/cookies.py",
          'f"__Host-{kind}" if request.app_settings.secure else kind', "kind", COOKIES),
    Fault("scripts of our own alone", "readiness/security/headers.py",
          "\"script-src 'self'\"", "\"script-src 'self' 'unsafe-inline'\"", HEADERS),
    Fault("pages that are not stored", "readiness/security/headers.py",
          'response.headers["Cache-Control"] = "no-store"', "pass", HEADERS),
    # What is kept.
    Fault("events that are never deleted",
          "readiness/migrations/versions/2026_11_22_first_tables.py",
          '("audit_event", "update"), ', "",
          "tests/readiness/test_models.py::test_audit_events_are_never_changed"),
    Fault("pages that only read", "readiness/db.py",
          "if not session.writes and (", "if False and (",
          "tests/readiness/test_db.py::test_reading_session_refuses_to_write"),
    Fault("writers one after the other", "readiness/db.py",
          'else "BEGIN IMMEDIATE")', 'else "BEGIN")',
          "tests/readiness/test_db.py"),
    Fault("text that two people changed", "readiness/services/merging.py",
          "        if _fingerprint(old) != seen.get(name):\n            clash.append(name)\n", "",
          "tests/readiness/services/test_merging.py"),
    Fault("lines of the log", "readiness/log.py",
          "for key, value in event.items() if key in ALLOWED}", "for key, value in event.items()}",
          "tests/readiness/test_log.py"),
    Fault("addresses in the log", "readiness/log.py",
          "            route=name,\n", "            route=request.path_qs,\n",
          "tests/security/test_log_hygiene.py"),
    # What comes in and goes out.
    Fault("control characters", "instruments/text.py",
          '_UNWANTED.sub("", _BREAKS.sub("\\n", text))', '_BREAKS.sub("\\n", text)',
          "tests/instruments/test_text.py"),
    Fault("large bodies", "readiness/security/ingress.py",
          "if int(given) > LARGEST_BODY:", "if False:",
          "tests/security/test_bad_requests.py::test_body_over_the_limit_is_413"),
    Fault("formulas", "reports/tabular.py",
          """return f"'{text}" if text.lstrip(" ").startswith(_STARTS) else text""",
          "return text", "tests/reports/test_tables.py"),
    Fault("files a page may ask for", "reports/pdf_worker.py",
          "    raise FatalURLFetchingError(f",
          '    return URLFetcherResponse(url, b"", {"Content-Type": "text/plain"})\n    print(f',
          "tests/reports/test_pdf_worker.py::test_no_address_but_ours_is_opened"),
    Fault("what header cells head", "reports/pdf_finish.py",
          '            each["A"]["Scope"] = _scope(each, objects)\n', "            pass\n",
          "tests/reports/test_pdf_worker.py::test_header_cells_say_what_they_head"),
    Fault("views that say what they need", "readiness/security/declared.py",
          '        if not view["request_methods"]:', "        if False:",
          "tests/readiness/security/test_declared.py"),
    Fault("sheets of others in a copy", "readiness/services/export_scope.py",
          "table.c.handed_in_at.is_not(None) & (enough >= ENOUGH_SHEETS)",
          "table.c.handed_in_at.is_not(None)",
          "tests/functional/test_export.py::test_sheets_of_others_go_along_from_three_on"),
    Fault("the service that only reads", "readiness/read_only.py",
          "or not is_on(request.app_settings.data)", "or True",
          "tests/functional/test_read_only.py"),
    # What is done by night.
    Fault("a restored service that erases", "readiness/nightly.py",
          "if due and not read_only.is_on(jobs.settings.data):", "if due:",
          "tests/readiness/test_nightly.py"
          "::test_what_was_restored_to_be_looked_at_erases_nothing"),
    Fault("the newest backup", "readiness/nightly.py",
          "and newest is not None and folder != newest[0]:", "and newest is not None:",
          "tests/readiness/test_nightly.py::test_old_backups_go_and_the_newest_stays"),
    # More people than can be served at once.
    Fault("pages that waited too long", "readiness/patience.py",
          "or WAITED.get() <= LONGEST", "or True",
          "tests/readiness/test_patience.py::test_page_that_waited_too_long_is_not_made"),
    Fault("saves that waited too long", "readiness/patience.py",
          "if request.method not in SAFE_METHODS or", "if",
          "tests/readiness/test_patience.py"
          "::test_what_was_sent_is_taken_however_long_it_waited"),
    Fault("connections that say nothing", "readiness/serving.py",
          "        self.poller.register(client, selectors.EVENT_READ, ready)",
          "        ready(client)",
          "tests/readiness/test_patience.py"
          "::test_connection_gets_no_thread_before_it_says_something"),
    Fault("everyone's turn", "readiness/jobs.py",
          "return -outbox.waiting_of(session, by) if by else 0", "return 0",
          "tests/readiness/test_outbox.py::test_everyone_has_their_turn_and_mail_goes_first"),
    Fault(
        "an engagement that asks for each assessment on its own",
        CONSULTING,
        "        selectinload(Engagement.named)\n"
        "        .joinedload(EngagementAssessment.assessment)\n"
        "        .selectinload(Assessment.instruments)\n",
        "        selectinload(Engagement.named)\n",
        "tests/functional/test_statements.py::test_no_page_asks_once_for_each_line",
    ),
    Fault(
        "a front page that asks for each organization on its own",
        "readiness/views/home_advisor.py",
        "    found = [_desk(one, organization.id, waiting, request) for one in engagements]",
        "    each = request.service(WaitingList).of\n"
        "    whose = {'side': Side.ADVISOR, 'roles': (Assignee.ADVISOR,)}\n"
        "    found = [\n"
        "        _desk(one, organization.id, each([one.id], **whose), request)\n"
        "        for one in engagements\n"
        "    ]",
        "tests/functional/test_statements.py::test_no_page_asks_once_for_each_line",
    ),
    Fault(
        "a document with the picture of its template",
        "reports/docx_parts.py",
        'endswith("/thumbnail")',
        'endswith("/nothing")',
        "tests/reports/test_every_file.py::test_packed_file_says_nothing_about_anybody",
    ),
)  # fmt: skip


def everything() -> tuple[Fault, ...]:
    """All faults: the guards, and each rule of the table."""
    return (
        *GUARDS,
        *plans.GUARDS,
        *records.GUARDS,
        *meanwhile.GUARDS,
        *events.GUARDS,
        *widened(),
    )


@dataclass(frozen=True)
class Found:
    """What came of a fault: whether its test went red, and what it said."""

    red: bool
    words: str


class Copy:
    """A copy of the project in which guards are broken."""

    def __init__(self, place: Path, run: Runner) -> None:
        self._place = place
        self._run = run
        self._planted = 0

    def found(self, fault: Fault) -> Found:
        """Break a guard, run its test, and mend it again."""
        file = self._place / fault.file
        sound, before = file.read_bytes(), file.stat()
        self._planted += 1
        file.write_text(fault.planted(), encoding="utf-8")
        # A time that no compiled file remembers, and afterwards the one that it does.
        os.utime(file, (before.st_atime, before.st_mtime + 60 * self._planted))
        try:
            return verdict(*self._run(fault.caught_by, fault.database))
        finally:
            file.write_bytes(sound)
            os.utime(file, (before.st_atime, before.st_mtime))


ELSEWHERE: Final = re.compile(
    r"- (?:(?:Name|Syntax|Indentation|Import|ModuleNotFound)Error|Failed: Timeout)"
)
"""A fault that is no program at all, or never ends, proves nothing about its test."""


def verdict(code: int, printed: str) -> Found:
    """Whether a test failed because of what it tests: not missing, not unable to start."""
    lines = [line for line in printed.splitlines() if line.startswith(("FAILED", "ERROR"))]
    red = code == 1 and lines != [] and lines[0].startswith("FAILED")
    words = lines[0] if lines else (printed.splitlines() or ["nothing"])[-1]
    return Found(red and not ELSEWHERE.search(words), words)


@contextmanager
def copied() -> Iterator[Copy]:
    """Copy what the tests need to a folder of its own, and start what runs them there."""
    with TemporaryDirectory(prefix="readiness-faults-") as folder:
        place = Path(folder)
        for name in COPIED:
            shutil.copytree(
                ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__", "browser")
            )
        for name in ("pyproject.toml", "README.md"):
            shutil.copy(ROOT / name, place / name)
        compileall.compile_dir(place, quiet=2)
        with runner(place) as run:
            yield Copy(place, run)


def seed(faults: Iterable[Fault], count: int) -> Iterator[tuple[Fault, Found, float]]:
    """Break one guard after the other, in a copy; several copies at once where it is asked for."""
    left: SimpleQueue[Fault | None] = SimpleQueue()
    done: SimpleQueue[tuple[Fault, Found, float] | None] = SimpleQueue()
    for one in (*faults, *[None] * count):
        left.put(one)

    def work() -> None:
        try:
            with copied() as copy:
                while (one := left.get()) is not None:
                    began = time.monotonic()
                    done.put((one, copy.found(one), time.monotonic() - began))
        finally:
            done.put(None)

    for _ in range(count):
        Thread(target=work).start()
    while count:
        found = done.get()
        if found is None:
            count -= 1
        else:
            yield found


def main(arguments: list[str]) -> int:
    """Seed every fault, or those that are named, and say which were caught."""
    parser = ArgumentParser(prog="python -m tests.security.faults")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--copies", type=int, default=1, help="work in so many copies at once")
    asked = parser.parse_args(arguments)
    faults = [one for one in everything() if not asked.names or one.name in asked.names]
    caught = 0
    for number, (one, found, took) in enumerate(seed(faults, asked.copies), start=1):
        caught += found.red
        sys.stdout.write(
            f"{number:>4}/{len(faults)}  {'caught' if found.red else 'MISSED'}"
            f" in {took:.1f} s  {one.name}\n          {found.words}\n"
        )
        sys.stdout.flush()
    sys.stdout.write(f"{len(faults)} seeded, {caught} caught.\n")
    return 0 if caught == len(faults) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
