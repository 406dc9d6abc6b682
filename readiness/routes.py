"""Every URL of the service. URLs are neutral and stable: they may stand in a history."""

from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Register the routes; `resources.py` says what each one's ids mean."""
    _public(config)

    _accounts(config)
    _people(config)

    # One organization and its assessments.
    organization = "readiness.resources.organization"
    config.add_route("organizations", "/organizations", factory="readiness.resources.signed_in")
    config.add_route("organization", "/organizations/{org}", factory=organization)
    config.add_route("who_looked", "/organizations/{org}/who-looked", factory=organization)
    config.add_route("who_looked_csv", "/organizations/{org}/who-looked.csv", factory=organization)
    config.add_route("export", "/organizations/{org}/export", factory=organization)
    config.add_route("export_file", "/organizations/{org}/export.zip", factory=organization)
    config.add_route("delete", "/organizations/{org}/delete", factory=organization)
    config.add_route("profile", "/organizations/{org}/profile", factory=organization)
    config.add_route("assessments", "/organizations/{org}/assessments", factory=organization)

    # Working with a TA provider: the same addresses for both sides, each below its own.
    config.add_route("engagements", "/organizations/{org}/engagements", factory=organization)
    config.add_route(
        "engagement",
        "/organizations/{org}/engagements/{engagement}",
        factory="readiness.resources_consulting.engagement",
    )

    assessment = "readiness.resources.assessment"
    one = "/organizations/{org}/assessments/{assessment}"
    config.add_route("assessment", one, factory=assessment)
    config.add_route("review", f"{one}/review", factory="readiness.resources_team.team")
    config.add_route("submit", f"{one}/submit", factory=assessment)
    config.add_route("report", f"{one}/report", factory=assessment)
    config.add_route(
        "report_file", f"{one}/report.{{format:pdf|docx|xlsx|json}}", factory=assessment
    )
    _add_team(config, one)
    _over_time(config, one)
    _add_paper(config, one)
    section = "readiness.resources.section"
    config.add_route("section", f"{one}/{{instrument}}/{{domain}}", factory=section)
    item = "readiness.resources.item"
    config.add_route("autosave", f"{one}/{{instrument}}/{{domain}}/{{item}}", factory=item)

    _consultations(config)

    # For the operator.
    config.add_route("healthz", "/healthz")
    config.add_route("readyz", "/readyz")


def _public(config: Configurator) -> None:
    """Register what anyone may read."""
    config.add_route("landing", "/")
    config.add_route("about", "/about")
    config.add_route("method", "/method")
    config.add_route("models", "/models")
    config.add_route("safety", "/safety")
    config.add_route("exit", "/exit")
    config.add_route("quick_screen", "/quick-screen")
    config.add_route("quick_screen_result", "/quick-screen/result")
    config.add_route("quick_screen_paper", "/quick-screen/paper")
    config.add_route("quick_screen_paper_file", "/quick-screen/paper.pdf")
    config.add_route("quick_screen_pdf", "/quick-screen/result.pdf")


def _consultations(config: Configurator) -> None:
    """Register a consultation: the same addresses for both sides, below no organization."""
    meeting = "readiness.resources_consulting.consultation"
    about = "/consultations/{consultation}"
    config.add_route("consultation", about, factory=meeting)
    config.add_route("consultation_agenda", f"{about}/agenda", factory=meeting)
    config.add_route("consultation_agenda_file", f"{about}/agenda.pdf", factory=meeting)
    config.add_route("consultation_meeting", f"{about}/meeting", factory=meeting)
    config.add_route("consultation_note", f"{about}/meeting/{{note}}", factory=meeting)
    config.add_route("consultation_steps", f"{about}/steps", factory=meeting)
    config.add_route("consultation_plan", f"{about}/plan", factory=meeting)
    config.add_route("consultation_summary", f"{about}/summary", factory=meeting)
    config.add_route(
        "consultation_summary_file", f"{about}/summary.{{format:pdf|docx}}", factory=meeting
    )
    config.add_route("consultation_calendar", f"{about}/next.ics", factory=meeting)
    config.add_route("consultation_compare", f"{about}/compare", factory=meeting)
    config.add_route("consultation_report", f"{about}/report", factory=meeting)
    config.add_route(
        "consultation_report_file", f"{about}/report.{{format:pdf|docx|xlsx|json}}", factory=meeting
    )
    config.add_route(
        "consultation_items",
        f"{about}/items/{{instrument}}/{{domain}}",
        factory="readiness.resources_consulting.consultation_part",
    )
    config.add_route(
        "consultation_item",
        f"{about}/items/{{instrument}}/{{domain}}/{{item}}",
        factory="readiness.resources_consulting.consultation_item",
    )


def _accounts(config: Configurator) -> None:
    """Register the pages of getting in, staying in, and getting out."""
    config.add_route("sign_up", "/sign-up")
    config.add_route("sign_up_token", "/sign-up/{token}")
    config.add_route("sign_in", "/sign-in")
    config.add_route("sign_out", "/sign-out")
    config.add_route("reset", "/reset")
    config.add_route("reset_token", "/reset/{token}")
    config.add_route("account", "/account")
    config.add_route("sessions", "/account/sessions")
    config.add_route("second_step", "/account/second-step")
    config.add_route("second_step_off", "/account/second-step/off")
    config.add_route("recovery_codes", "/account/second-step/codes")
    config.add_route("sign_in_code", "/sign-in/code")
    config.add_route("way_back", "/way-back")
    config.add_route("confirm", "/confirm")
    config.add_route("account_delete", "/account/delete")
    config.add_route("stay", "/stay")
    config.add_route("home", "/home", factory="readiness.resources.signed_in")


def _people(config: Configurator) -> None:
    """Register the pages of an organization's people, and of joining it."""
    config.add_route("join", "/join")
    config.add_route("join_accept", "/join/accept")
    config.add_route("join_account", "/join/account")
    config.add_route("join_code", "/join/{code}")
    organization = "readiness.resources.organization"
    config.add_route("people", "/organizations/{org}/people", factory=organization)
    config.add_route("invite", "/organizations/{org}/people/invite", factory=organization)
    config.add_route("leave", "/organizations/{org}/people/leave", factory=organization)
    config.add_route(
        "second_step_rule", "/organizations/{org}/people/second-step", factory=organization
    )
    config.add_route(
        "invitation",
        "/organizations/{org}/people/invitations/{invitation}",
        factory="readiness.resources.invitation",
    )
    config.add_route(
        "member", "/organizations/{org}/people/{member}", factory="readiness.resources.member"
    )


def _over_time(config: Configurator, one: str) -> None:
    """Register what comes after a report; they stand before the sections, whose ids are free."""
    organization = "readiness.resources.organization"
    assessment = "readiness.resources.assessment"
    plan_step = "readiness.resources.plan_step"
    config.add_route("organization_plan", "/organizations/{org}/plan", factory=organization)
    # The plan belongs to the program: it is the same at each of its assessments.
    config.add_route("plan", f"{one}/plan", factory=assessment)
    config.add_route("plan_new", f"{one}/plan/new", factory=assessment)
    config.add_route("plan_sheet", f"{one}/plan/sheet", factory=assessment)
    config.add_route("plan_file", f"{one}/plan.{{format:pdf|xlsx|ics}}", factory=assessment)
    config.add_route("plan_step", f"{one}/plan/{{step}}", factory=plan_step)
    config.add_route("plan_done", f"{one}/plan/{{step}}/done", factory=plan_step)
    config.add_route("what_if", f"{one}/what-if", factory=assessment)
    config.add_route("goal", f"{one}/what-if/goal", factory=assessment)
    config.add_route(
        "compare_file", f"{one}/compare/{{other}}.{{format:pdf|xlsx}}", factory=assessment
    )
    config.add_route("compare", f"{one}/compare/{{other}}", factory=assessment)
    config.add_route("pulse", "/organizations/{org}/pulse", factory=organization)
    config.add_route(
        "pulse_check",
        "/organizations/{org}/pulse/{pulse}",
        factory="readiness.resources.pulse_check",
    )


def _add_team(config: Configurator, one: str) -> None:
    """Register how several people come to one answer."""
    team = "readiness.resources_team.team"
    config.add_route("hand_in", f"{one}/hand-in", factory=team)
    config.add_route("spread", f"{one}/spread", factory=team)
    config.add_route("team", f"{one}/team", factory=team)
    config.add_route("agree", f"{one}/agree", factory=team)
    config.add_route("agree_item", f"{one}/agree/{{item}}", factory=team)


def _add_paper(config: Configurator, one: str) -> None:
    """Register what has to do with paper, below an assessment."""
    assessment = "readiness.resources.assessment"
    config.add_route("paper", f"{one}/paper", factory=assessment)
    config.add_route("paper_file", f"{one}/paper.pdf", factory=assessment)
    config.add_route("agenda", f"{one}/agenda", factory="readiness.resources_team.team")
    config.add_route("agenda_file", f"{one}/agenda.pdf", factory="readiness.resources_team.team")
    config.add_route("key_in", f"{one}/key-in", factory=assessment)
    # Before the addresses with a sheet's id: an id never looks like this.
    config.add_route("key_in_done", f"{one}/key-in/done", factory=assessment)
    paper, paper_form = "readiness.resources_paper.paper", "readiness.resources_paper.paper_form"
    config.add_route("key_in_sheet", f"{one}/key-in/{{sheet}}", factory=paper)
    config.add_route("key_in_merge", f"{one}/key-in/{{sheet}}/merge", factory=paper)
    config.add_route("key_in_note", f"{one}/key-in/{{sheet}}/note", factory=paper)
    keyed = f"{one}/key-in/{{sheet}}/{{instrument}}"
    config.add_route("key_in_form", keyed, factory=paper_form)
    config.add_route("key_in_item", f"{keyed}/{{item}}", factory=paper_form)
