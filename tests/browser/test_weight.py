"""What pages weigh on the line: a first visit, and the next page of the same visit."""

import pytest

FIRST, NEXT = 60_000, 15_000
REQUESTS = 4
PUBLIC = ["/", "/about", "/method", "/models", "/safety", "/quick-screen", "/sign-up", "/sign-in"]
INSIDE = ["home", "organization", "people", "invite", "leave", "profile",
          "assessments", "section", "review", "submitted",
          "report", "account"]  # fmt: skip
PARTS = ["", "?part=steps", "?part=answers", "?part=background"]


class Scale:
    """Weighs what a page brings over the line, headers and all."""

    def __init__(self, page) -> None:
        self.page = page
        self.sizes: list[float] = []
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on(
            "Network.loadingFinished", lambda event: self.sizes.append(event["encodedDataLength"])
        )

    def weigh(self, path: str) -> tuple[int, int]:
        self.sizes.clear()
        self.page.goto(path, wait_until="networkidle")
        return round(sum(self.sizes)), len(self.sizes)


def weighed(page, paths):
    """Give the weights of each page on a first visit, and when it comes second."""
    found = {}
    for path in paths:
        page.context.new_cdp_session(page).send("Network.clearBrowserCache")
        scale = Scale(page)
        first, requests = scale.weigh(path)
        scale = Scale(page)
        again, _ = scale.weigh(path)
        found[path.rpartition("/")[2]] = (first, again, requests)
    return found


def too_heavy(found):
    return {
        path: one
        for path, one in found.items()
        if one[0] >= FIRST or one[1] >= NEXT or one[2] > REQUESTS
    }


def test_public_pages_weigh_little(open_page):
    assert too_heavy(weighed(open_page(), PUBLIC)) == {}


def test_pages_of_an_account_weigh_little(open_page, sign_in_page, house):
    page = open_page()
    sign_in_page(page, house.user)

    assert too_heavy(weighed(page, [house.address[place] for place in INSIDE])) == {}


@pytest.mark.parametrize("report", ["report", "report of both"])
def test_every_part_of_a_report_weighs_little(open_page, sign_in_page, house, report):
    page = open_page()
    sign_in_page(page, house.user)

    assert too_heavy(weighed(page, [house.address[report] + part for part in PARTS])) == {}
