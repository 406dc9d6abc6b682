"""All prose is our own: no run of eight words is one of the two source documents'.

`seed_shingles.txt` holds a short hash of every such run in the text of the pilot brief and of
the review (without their reference lists). No text can be read back from it, and the test runs
where the documents are not at hand. `prose.fingerprints` makes the hashes.
"""

import re

import pytest

from tests.instruments.prose import CATALOGUE, FINGERPRINTS, load, near_copies, strings

# Headings are quoted to cite them; the reference list holds titles and publishers' names.
QUOTED = frozenset({"heading", "detail"})
LISTS = ["evidence/references.yaml"]
# Names that have to be written as they are.
NAMES = [
    "National Human Trafficking Training and Technical Assistance Center",
    "U.S. Department of Health and Human Services",
    "Human Trafficking Leadership Academy",
]


def known():
    lines = FINGERPRINTS.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def files():
    found = (path.relative_to(CATALOGUE).as_posix() for path in CATALOGUE.rglob("*.yaml"))
    return sorted(set(found) - set(LISTS))


def own(text):
    """The text without the names in it."""
    for name in NAMES:
        text = text.replace(name, "\n")
    return text.split("\n")


@pytest.mark.parametrize("file", files())
def test_no_text_of_the_catalogue_is_a_near_copy_of_a_source(file):
    hashes = known()
    copies = [
        copy
        for text in strings(load(file), skip=QUOTED)
        for part in own(text)
        for copy in near_copies(part, hashes)
    ]

    assert copies == []


def test_the_file_of_hashes_holds_nothing_but_hashes():
    hashes = known()

    assert len(hashes) > 15_000
    assert [entry for entry in hashes if not re.fullmatch("[0-9a-f]{10}", entry)] == []


def test_a_run_of_words_of_the_brief_is_noticed():
    # The title of the brief shows that the guard is awake, and quotes no more than a name.
    quoted = "Peer-Led Program With Individuals Who Experience Human Trafficking"

    assert near_copies(quoted, known()) != []
