"""The profile as a form."""

from instruments import catalogue
from readiness.forms.profile import kept, organization_schema, profile_schema, shown
from readiness.forms.renderer import create_form, submitted
from readiness.forms.start import start_schema
from tests.readiness.pages import page

PROFILE = catalogue.profile()


def read(request_for, pairs):
    request = request_for(pairs)
    form = create_form(request, profile_schema(PROFILE), buttons=("save",))
    return submitted(request, form), form


def test_profile_asks_twelve_questions_and_a_name(request_for):
    form = create_form(request_for(), profile_schema(PROFILE), buttons=("save",))

    assert len(form.children) == 13


def test_profile_nothing_is_required(request_for):
    values, _ = read(request_for, [])

    assert kept(values, PROFILE) == {}


def test_profile_keeps_single_and_several_choices(request_for):
    values, _ = read(
        request_for,
        [("program", " Ring "), ("stage", "pilot"), ("funding", "voca"), ("funding", "vawa")],
    )

    assert values["program"] == "Ring"
    assert kept(values, PROFILE) == {"stage": "pilot", "funding": ["vawa", "voca"]}


def test_profile_skip_takes_an_answer_back(request_for):
    values, _ = read(request_for, [("stage", "skip"), ("meets", "online"), ("model", "")])

    assert kept(values, PROFILE) == {"meets": "online"}


def test_profile_unknown_choice_is_an_error(request_for):
    values, form = read(request_for, [("stage", "nowhere"), ("funding", "gold")])

    assert values is None
    assert form["stage"].error
    assert form["funding"].error


def test_profile_unknown_names_are_left_out(request_for):
    values, _ = read(request_for, [("role_in_system", "admin"), ("stage", "pilot")])

    assert kept(values, PROFILE) == {"stage": "pilot"}


def test_profile_name_may_have_200_characters(request_for):
    assert read(request_for, [("program", "x" * 200)])[0]["program"] == "x" * 200
    assert read(request_for, [("program", "x" * 201)])[0] is None


def test_profile_name_is_cleaned(request_for):
    assert read(request_for, [("program", "Ri\x0bng\x00")])[0]["program"] == "Ri\nng"


def test_profile_shows_what_is_kept(request_for):
    form = create_form(request_for(), profile_schema(PROFILE), buttons=("save",))
    form.set_appstruct(shown("Ring", {"stage": "pilot", "funding": ["vawa"]}))

    html = page(form)

    assert html.select_one("#program")["value"] == "Ring"
    assert html.select_one("#stage-pilot").has_attr("checked")
    assert html.select_one("#funding-vawa").has_attr("checked")
    assert not html.select_one("#funding-voca").has_attr("checked")


def test_profile_offers_to_skip_only_what_was_answered(request_for):
    schema = profile_schema(PROFILE, answered={"stage": "pilot"})

    html = page(create_form(request_for(), schema, buttons=("save",)))

    assert html.select_one("#stage-skip")
    assert not html.select_one("#meets-skip")


def test_organization_needs_a_name(request_for):
    request = request_for([("name", "  ")])
    form = create_form(request, organization_schema(), buttons=("save",))

    assert submitted(request, form) is None
    assert request.response.status_int == 422


def test_start_needs_a_questionnaire(request_for):
    both = (catalogue.find("formative"), catalogue.find("evaluability"))
    for pairs, expected in (
        ([], None),
        ([("instruments", "pulse")], None),
        ([("instruments", "formative")], {"formative"}),
        (
            [("instruments", "formative"), ("instruments", "evaluability")],
            {"formative", "evaluability"},
        ),
    ):
        request = request_for(pairs)
        form = create_form(request, start_schema(both), buttons=("start",))
        values = submitted(request, form)
        assert (values and set(values["instruments"])) == expected
