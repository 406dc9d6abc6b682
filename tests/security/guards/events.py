"""Events that are not written down any more, one kind at a time."""

from typing import Final

from tests.security.fault import Fault

KINDS: Final = {
    # The kind of an event, and the route whose form leaves it and no other.
    "assessment-submitted": "submit",
    "engagement-ended": "engagement",
    "export-asked": "export",
    "invitation-made": "invite",
    "invitation-revoked": "invitation",
    "member-left": "leave",
    "member-removed": "member",
    "organization-made": "organizations",
    "plan-changed": "plan_step",
    "profile-saved": "profile",
    "pulse-taken": "pulse",
    "sessions-ended": "sessions",
    "share-ended": "share_end",
    "share-started": "share_begin",
    "sheet-handed-in": "hand_in",
}

ELSEWHERE: Final = {
    # The kind of an event, and the test that sees it.
    "member-joined": (
        "tests/functional/test_people.py::test_what_happens_to_people_is_written_down"
    ),
    "recovery-codes-made": (
        "tests/security/test_second_step.py::test_what_happens_is_written_down_without_secrets"
    ),
    "second-factor-rule-changed": (
        "tests/security/test_second_step.py::test_lead_asks_everyone_after_setting_up_their_own"
    ),
    "share-asked": (
        "tests/functional/test_sharing.py"
        "::test_asking_says_the_same_whether_there_is_anybody_or_not"
    ),
}
SEEN: Final = {
    **{
        kind: (
            "tests/security/test_events_of_posts.py"
            f"::test_what_a_form_changes_leaves_an_event[{route}]"
        )
        for kind, route in KINDS.items()
    },
    **ELSEWHERE,
}

GUARDS: Final = tuple(
    Fault(f"event: {kind}", "readiness/services/audit.py",
          "        _waiting(self._db).append((part, values))\n",
          f'        if kind.value != "{kind}":\n'
          "            _waiting(self._db).append((part, values))\n",
          test)
    for kind, test in SEEN.items()
)  # fmt: skip
