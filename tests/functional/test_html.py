"""The checker of pages, checked: every rule is broken once and must be noticed."""

import pytest
from bs4 import BeautifulSoup

from tests.functional.html import problems

GOOD = """<!doctype html><html lang="en"><head><title>A page</title></head><body>
<a href="#main">Skip</a><a href="/exit">Leave</a>
<main id="main"><h1>One</h1><h2>Two</h2>
<form action="/save"><fieldset><legend>Which?</legend>
<input type="radio" id="a-0" name="a" value="0"><label for="a-0">No</label>
<input type="radio" id="a-1" name="a" value="1"><label for="a-1">Yes</label></fieldset>
<label for="b">Note</label><p id="hint-b">Short.</p>
<textarea id="b" aria-describedby="hint-b"></textarea>
<label for="c">I agree</label><input type="checkbox" id="c" name="c">
<button>Save</button></form><svg aria-hidden="true"><use href="#b"/></svg></main></body></html>"""


def read(html):
    return BeautifulSoup(html, "html.parser")


def test_problems_finds_nothing_on_a_page_that_keeps_the_rules():
    assert problems(read(GOOD)) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('lang="en"', "", "does not say its language"),
        ("<title>A page</title>", "", "has no title"),
        ("A page", "Anti-trafficking", "not neutral"),
        ("<h1>One</h1>", "", "has 0 h1"),
        ("<h2>Two</h2>", "<h3>Two</h3>", "jumps from h1 to h3"),
        ("<h2>Two</h2>", "<h2></h2>", "an empty h2"),
        ('id="hint-b"', 'id="b"', "'b' is there 2 times"),
        ('id="hint-b"', "", "points at 'hint-b'"),
        ('href="#main"', 'href="#nowhere"', "leads nowhere"),
        ('use href="#b"', 'use href="#mark-9"', "leads nowhere"),
        ('<label for="b">Note</label>', "", "has 0 labels"),
        ('<label for="b">', '<label for="b">x</label><label for="b">', "has 2 labels"),
        ('for="a-1"', 'for="a-7"', "is no control"),
        ("<button>Save", "<button>", "has no name"),
        ("<legend>Which?</legend>", "", "no fieldset with a legend"),
        ("<fieldset>", "<div>", "no fieldset with a legend"),
        ('svg aria-hidden="true"', "svg", "neither words nor aria-hidden"),
        ('<textarea id="b"', '<textarea id="b" autofocus', "takes the focus"),
        ('<textarea id="b"', '<textarea id="b" tabindex="2"', "changes the order"),
        ("</form>", "</form><script>1</script>", "a script inside the page"),
        ("<h1>", '<h1 style="color:red">', "its own style"),
        ("<h1>", '<h1 onclick="go()">', "carries onclick"),
        ('action="/save"', 'action="https://x.example/"', "asks somebody else"),
        ("</h1>", '</h1><img alt="" src="//x.example/p.png">', "asks somebody else"),
        ('href="/exit"', 'href="/else"', "the first two stops"),
        ("<main ", "<div ", "no main part"),
        ("A page", "Error: A page", "do not agree"),
        ("<h1>", '<div class="errors"></div><h1>', "do not agree"),
        ('<textarea id="b"', '<textarea id="b" aria-invalid="true"', "nothing says why"),
    ],
)
def test_problems_notices_each_broken_rule(old, new, words):
    found = problems(read(GOOD.replace(old, new, 1)))

    assert [problem for problem in found if words in problem]


def test_problems_wants_a_summary_on_a_refused_page():
    assert "refused without an error summary" in problems(read(GOOD), status=422)[0]


def test_problems_wants_a_summary_that_takes_the_focus():
    html = GOOD.replace("A page", "Error: A page").replace(
        "<h1>", '<div class="errors" role="alert"></div><h1>'
    )

    assert problems(read(html), status=422) == ["the error summary cannot take the focus"]
