"""Finding parts of the catalogue by id and version."""

import pytest

from instruments import catalogue
from instruments.catalogue import NotInCatalogueError


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """An empty catalogue in place of ours; what was found before is forgotten, and after."""
    found = catalogue._file  # noqa: SLF001 -- the one memory behind every look-up
    kept = (catalogue.versions, catalogue.samples, found)
    monkeypatch.setattr(catalogue, "PATH", tmp_path)
    for one in kept:
        one.cache_clear()
    yield tmp_path
    for one in kept:
        one.cache_clear()


def test_instruments_are_found_with_all_their_items():
    formative = catalogue.find("formative")
    evaluability = catalogue.find("evaluability", 1)

    assert (formative.id, formative.version, len(formative.items)) == ("formative", 1, 50)
    assert (evaluability.id, evaluability.version, len(evaluability.items)) == (
        "evaluability",
        1,
        34,
    )
    assert len(formative.domains) == 10
    assert len(evaluability.domains) == 6


def test_selections_profile_lessons_and_rules_are_found():
    assert len(catalogue.selection("quick-screen").items) == 15
    assert len(catalogue.selection("pulse", 1).items) == 7
    assert len(catalogue.profile().questions) == 12
    assert len(catalogue.lessons(1).steps) == 36
    assert catalogue.rules().version == 1


def test_a_part_is_read_once():
    assert catalogue.find("formative") is catalogue.find("formative", 1)
    assert catalogue.profile() is catalogue.profile(1)
    assert catalogue.samples() is catalogue.samples()


def test_samples_are_named_by_their_file():
    samples = catalogue.samples()

    assert sorted(samples) == [
        "bright-harbor", "cedar-fork", "lantern-house", "open-gate-1", "open-gate-2",
        "pilot-like-a1", "pilot-like-a2", "pilot-like-a3",
    ]  # fmt: skip
    assert samples["cedar-fork"].name == "cedar-fork.yaml"


@pytest.mark.parametrize(
    ("look", "message"),
    [
        (
            lambda: catalogue.find("summative"),
            'There is no "summative". There is: formative, evaluability.',
        ),
        (
            lambda: catalogue.find("../formative"),
            'There is no "../formative". There is: formative, evaluability.',
        ),
        (
            lambda: catalogue.find("pulse"),
            'There is no "pulse". There is: formative, evaluability.',
        ),
        (lambda: catalogue.find("formative", 2), '"formative" has no version 2. Versions: 1.'),
        (lambda: catalogue.find("formative", 0), '"formative" has no version 0. Versions: 1.'),
        (
            lambda: catalogue.selection("formative"),
            'There is no "formative". There is: quick-screen, pulse.',
        ),
        (lambda: catalogue.profile(9), '"profile" has no version 9. Versions: 1.'),
        (lambda: catalogue.lessons(9), '"lessons" has no version 9. Versions: 1.'),
        (lambda: catalogue.rules(9), '"rules" has no version 9. Versions: 1.'),
    ],
)
def test_what_is_not_there_is_a_key_error_in_words(look, message):
    with pytest.raises(NotInCatalogueError) as caught:
        look()

    assert isinstance(caught.value, KeyError)
    assert str(caught.value) == message


def test_the_newest_version_is_the_highest_number(elsewhere):
    folder = elsewhere / "formative"
    folder.mkdir()
    for name in ("2.yaml", "10.yaml", "1.yaml", "draft.yaml", "3.txt"):
        (folder / name).touch()

    assert catalogue.versions("formative") == (1, 2, 10)


@pytest.mark.usefixtures("elsewhere")
def test_a_catalogue_without_versions_says_so():
    with pytest.raises(NotInCatalogueError) as caught:
        catalogue.find("formative")

    assert str(caught.value) == '"formative" has no version None. Versions: none.'
