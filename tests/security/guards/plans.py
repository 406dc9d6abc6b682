"""Guards of the plan, of what changed, and of what a TA provider says about a step."""

from typing import Final

from tests.security.fault import Fault

RULES: Final = "readiness/security/rules.py"
RESOURCES: Final = "readiness/resources.py"
PLANS: Final = "readiness/services/plans.py"
HELPING: Final = "readiness/services/helping.py"
COMPARISONS: Final = "readiness/services/comparisons.py"
ADVISING: Final = "readiness/services/advising.py"
WHAT_IF: Final = "readiness/views/what_if.py"
PLAN: Final = "tests/functional/test_plan.py"
OVER_TIME: Final = "tests/functional/test_over_time.py"
TOGETHER: Final = "tests/functional/test_consultation_plan.py"
ADVICE: Final = "tests/readiness/services/test_advising.py"

GUARDS: Final = (
    Fault("plan decided by contributors", RULES,
          "Permission.PLAN_EDIT: LEAD",
          "Permission.PLAN_EDIT: TEAM",
          f"{PLAN}::test_contributor_reads_the_plan_and_works_on_own_steps_only"),
    Fault("contributor works on every step", RULES,
          "        and step.owner == membership.work_role.value\n",
          "",
          f"{PLAN}::test_contributor_reads_the_plan_and_works_on_own_steps_only"),
    Fault("contributor's form decides", "readiness/views/plan_step.py",
          "decides=request.has_permission(Permission.PLAN_EDIT),",
          "decides=True,",
          f"{PLAN}::test_contributor_reads_the_plan_and_works_on_own_steps_only"),
    Fault("version of a step", PLANS,
          "if step.version != seen:",
          "if False:",
          f"{PLAN}::test_two_editors_see_both_and_nothing_is_lost"),
    Fault("version of did-it-help", HELPING,
          "if step.version != seen:",
          "if False:",
          f"{PLAN}::test_two_who_say_whether_it_helped_see_both"),
    Fault("step of the program", RESOURCES,
          "        PlanStep.program_profile_id == Assessment.program_profile_id,\n",
          "",
          f"{PLAN}::test_step_of_another_program_of_the_same_organization_is_not_there"),
    Fault("step of the organization and program", RESOURCES,
          "        PlanStep.organization_id == Assessment.organization_id,\n        "
          "PlanStep.program_profile_id == Assessment.program_profile_id,\n",
          "",
          f"{PLAN}::test_step_is_found_only_below_its_own_program"),
    Fault("what-if keeps", WHAT_IF,
          "    answers = read_answers(values, tried.result.answers)\n    form.set_appstruct",
          "    answers = read_answers(values, tried.result.answers)\n    "
          "request.service(Plans).add(context.assessment, Draft(title='x'), role='lead')\n    "
          "form.set_appstruct",
          f"{OVER_TIME}::test_what_if_shows_another_result_and_keeps_nothing"),
    Fault("goal by contributors", WHAT_IF,
          'route_name="goal", request_method="POST", permission=Permission.PLAN_EDIT',
          'route_name="goal", request_method="POST", permission=Permission.WHAT_IF_TRY',
          "tests/security/test_matrix.py"
          "::test_everyone_gets_what_the_matrix_says[POST goal submitted]"),
    Fault("compare: organization and program", COMPARISONS,
          "            Assessment.organization_id == one.organization_id,\n            "
          "Assessment.program_profile_id == one.program_profile_id,\n",
          "",
          f"{OVER_TIME}::test_only_two_submitted_assessments_of_the_own_program_are_compared"),
    Fault("compare: program", COMPARISONS,
          "            Assessment.program_profile_id == one.program_profile_id,\n        "
          ")\n        .order_by(Assessment.submitted_at, Assessment.id)\n    ).all()\n    if",
          "        )\n        .order_by(Assessment.submitted_at, Assessment.id)\n    "
          ").all()\n    if",
          f"{OVER_TIME}::test_round_of_another_program_is_not_compared"),
    Fault("library copy without being asked", HELPING,
          "if said.share and not",
          "if not",
          f"{PLAN}::test_done_step_asks_whether_it_helped"),
    Fault("library copy with a phone number", "readiness/forms/helped.py",
          'look_again(values["words"]) if values.get("share") else ()',
          "()",
          f"{PLAN}::test_copy_that_could_lead_to_a_person_is_not_kept"),
    Fault("library copy twice", HELPING,
          "if said.share and not step.helped_shared and",
          "if said.share and",
          f"{PLAN}::test_copy_for_the_library_is_kept_only_on_request_and_names_nobody"),
    Fault("pulse of the organization", RESOURCES,
          "        PulseCheck.organization_id == Membership.organization_id,\n",
          "",
          f"{OVER_TIME}::test_pulse_of_another_organization_is_not_there"),
    Fault("pulse without an answer", "readiness/forms/pulse.py",
          "if any(item.id in values for item in items):",
          "if True:",
          f"{OVER_TIME}::test_pulse_without_an_answer_is_asked_for_one_and_not_kept"),
    Fault("goal's name", WHAT_IF,
          "if other.verdict.id != tried.result.verdict.id:",
          "if True:",
          f"{OVER_TIME}::test_goal_that_leaves_the_result_as_it_is_names_its_answers"),
    Fault("adopt twice at once", PLANS,
          "        if there is not None:\n            return None\n",
          "",
          "tests/readiness/services/test_plans.py"
          "::test_of_many_who_adopt_at_once_one_makes_the_step"),
    Fault("advice: by the team", RULES,
          "Permission.PLAN_ADVISE: ADVISORS",
          "Permission.PLAN_ADVISE: BOTH_SIDES",
          f"{TOGETHER}::test_the_team_has_no_form_and_no_way_to_send_one"),
    Fault("advice: steps shown of another questionnaire", ADVISING,
          "if step.assessment_id == assessment.id and step.choice",
          "if step.choice",
          f"{TOGETHER}::test_step_that_is_not_of_this_questionnaire_or_not_adopted_is_not_there"),
    Fault("advice: written to another questionnaire's step", ADVISING,
          "                PlanStep.assessment_id == assessment.id,\n",
          "",
          f"{ADVICE}::test_step_of_another_assessment_takes_nothing_in"),
    Fault("advice: steps that were declined", ADVISING,
          " and step.choice is StepChoice.ADOPTED",
          "",
          f"{TOGETHER}::test_step_that_is_not_of_this_questionnaire_or_not_adopted_is_not_there"),
    Fault("advice: version", ADVISING,
          "if step.version != seen:",
          "if False:",
          f"{TOGETHER}::test_two_who_write_see_both_and_nothing_is_lost"),
    Fault("advice: words of open steps", ADVISING,
          "if step.status is not StepStatus.DONE:",
          "if False:",
          f"{ADVICE}::test_nothing_is_said_about_the_help_of_an_open_step"),
    Fault("advice: not written down", ADVISING,
          "            **acting_for(writer.provider_id),\n",
          "",
          f"{TOGETHER}::test_what_a_consultant_says_is_on_who_looked_without_its_words"),
)  # fmt: skip
