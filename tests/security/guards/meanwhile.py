"""Guards against what happens while a request is under way, and of ways back in."""

from typing import Final

from tests.security.fault import Fault

ACCOUNTS: Final = "readiness/services/accounts.py"
MEANWHILE: Final = "tests/security/test_meanwhile.py"
WAY_BACK: Final = "tests/readiness/commands/test_way_back.py"

GUARDS: Final = (
    Fault("a sheet of somebody removed meanwhile", "readiness/services/answers.py",
          "        if member is None:\n"
          "            # Removed since the request began. "
          "Asked again, there is nothing here for them.\n"
          "            raise StaleDataError\n",
          "", f"{MEANWHILE}::test_save_of_somebody_removed_meanwhile_leaves_nothing"),
    Fault("a person read again before writing", ACCOUNTS,
          "select(User).where(User.id == user_id, User.active)",
          "select(User).where(User.id == user_id)",
          f"{MEANWHILE}::test_new_password_of_an_account_closed_meanwhile_is_not_taken"),
    Fault("an account that is gone by now", ACCOUNTS,
          "        if user is None:\n            raise StaleDataError\n", "",
          f"{MEANWHILE}::test_confirming_of_an_account_closed_meanwhile_leads_to_signing_in"),
    Fault("sign-in to an account closed meanwhile", ACCOUNTS,
          "        if not right or user is None or user.password_hash != kept:\n"
          "            self._throttle(self._db).failed(address)\n",
          "        if not right:\n            self._throttle(self._db).failed(address)\n",
          f"{MEANWHILE}::test_signing_in_to_an_account_closed_meanwhile_opens_nothing"),
    Fault("a link used meanwhile", "readiness/views/reset.py",
          '    if not accounts.reset(token, values["new_password"]):\n',
          '    accounts.reset(token, values["new_password"])\n    if False:\n',
          f"{MEANWHILE}::test_link_of_an_account_closed_meanwhile_changes_nothing"),
    Fault("the old password ends with a way back", "readiness/services/way_back.py",
          "        user.password_hash = unusable\n", "",
          f"{WAY_BACK}::test_code_that_was_printed_is_typed_on_the_page_and_lets_in_once"),
    Fault("open sessions end with a way back", "readiness/services/way_back.py",
          "        self._db.execute(delete(AuthSession).where(AuthSession.user_id == user.id))\n",
          "",
          f"{WAY_BACK}::test_code_that_was_printed_is_typed_on_the_page_and_lets_in_once"),
)  # fmt: skip
