"""Forms that carry a flow out: refusals are shown on the form, other errors are not swallowed."""

import pytest
from django import forms

from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.forms import ConfirmForm, FlowForm, FlowModelForm, ReasonForm
from schools.models.school import School


class NameForm(FlowForm):
    name = forms.CharField()


def bound() -> NameForm:
    form = NameForm({"name": "Trent"})
    assert form.is_valid()
    return form


def test_carry_out_gives_the_result_of_the_flow() -> None:
    form = bound()
    assert form.carry_out(lambda name, *, by: f"{name} by {by}", "Trent", by="Clara") == "Trent by Clara"
    assert form.non_field_errors() == []


def test_carry_out_of_a_refused_flow_shows_the_words_and_keeps_what_was_typed() -> None:
    def flow() -> None:
        raise Refused("The school is closed.")

    form = bound()
    assert form.carry_out(flow) is None
    assert form.non_field_errors() == ["The school is closed."]
    assert form["name"].value() == "Trent"


@pytest.mark.parametrize("error", [NotPermitted("membership.lead"), ValueError("a bug")])
def test_carry_out_lets_everything_but_a_refusal_through(error: Exception) -> None:
    def flow() -> None:
        raise error

    with pytest.raises(type(error)):
        bound().carry_out(flow)


@pytest.mark.django_db
def test_flow_model_form_never_saves_by_itself() -> None:
    class SchoolForm(FlowModelForm):
        class Meta:
            model = School
            fields = ("name",)

    form = SchoolForm({"name": "Trent"})
    assert form.is_valid()
    with pytest.raises(NotImplementedError):
        form.save()


@pytest.mark.parametrize(("reason", "is_valid"), [("", False), ("   ", False), ("Left.", True), ("x" * 2001, False)])
def test_reason_form_wants_a_reason_of_at_most_2000_characters(reason: str, is_valid: bool) -> None:
    assert ReasonForm({"reason": reason}).is_valid() is is_valid


def test_confirm_form_wants_only_to_be_sent() -> None:
    assert ConfirmForm({}).is_valid() is True
    assert ConfirmForm().is_valid() is False


def test_refused_says_its_words() -> None:
    assert str(Refused("No.")) == "No."


def test_choice_among_rows_offers_words_and_no_dashes() -> None:
    class Chooses(FlowForm):
        one = forms.ModelChoiceField(queryset=School.objects.none(), required=False)
        other = forms.ModelChoiceField(queryset=School.objects.none(), required=False, empty_label="Nobody")

    assert [str(Chooses()[name].field.empty_label) for name in ("one", "other")] == ["Choose…", "Nobody"]
