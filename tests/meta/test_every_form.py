"""Every text field of every form takes clean text, and says what is too long instead of cutting it."""

import re

import pytest
from allauth.account import forms as account_forms
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.recovery_codes import forms as recovery_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms

from iqm_coe.lib.clean_forms import CleanFormMixin
from tests.clock import TODAY
from tests.meta.every_form import filter_classes, form_classes, made, opened_by_allauth, text_fields

pytestmark = pytest.mark.django_db

DIRTY = "e\u0301 A\x0bB\u2028C\r\n\x00\x07D\uf0b7"
IN_A_LINE, IN_LINES = "é A B C D•", "é A\nB\nC\nD•"
UNSEEN = "\u200b \u2060\ufeff\u3164"
TURNED, NOT_OVERRIDDEN = "A\u202eB\u2066C\u2069", "AB\u2066C\u2069"
RIGHT = "👩🏽‍🏫 مدرسة النور – בית ספר"
# Nobody opens them here: no telephone numbers, no keys in hardware, no code instead of a password.
NEVER_OPENED = {"VerifyPhoneForm", "ChangePhoneForm", "BaseConfirmCodeForm", "BaseSignupForm", "BaseAuthenticateForm"}


def has_lines(field: forms.Field) -> bool:
    """Hidden ones are what a page hands back to itself."""
    return isinstance(field.widget, forms.Textarea | forms.HiddenInput)


def taken(form, name: str) -> str:
    """What the field gets to see."""
    return form[name].data


FORMS = form_classes()


def test_forms_are_found():
    assert len(FORMS) > 60
    assert len(filter_classes()) > 8


@pytest.mark.parametrize("cls", FORMS, ids=lambda cls: f"{cls.__module__}.{cls.__name__}")
def test_every_text_of_every_form_comes_clean(cls, active):
    names = list(text_fields(made(cls, active)))
    forms_by_text = {text: made(cls, active, dict.fromkeys(names, text)) for text in (DIRTY, UNSEEN, TURNED, RIGHT)}
    expected = {
        name: (IN_LINES if lines else IN_A_LINE, "", NOT_OVERRIDDEN if lines else "ABC", RIGHT)
        for name, field in text_fields(made(cls, active)).items()
        for lines in [has_lines(field)]
    }

    assert {name: tuple(taken(form, name) for form in forms_by_text.values()) for name in names} == expected


@pytest.mark.parametrize("cls", FORMS, ids=lambda cls: f"{cls.__module__}.{cls.__name__}")
def test_a_required_text_that_nobody_would_see_is_refused_as_empty(cls, active):
    required = {name for name, field in text_fields(made(cls, active)).items() if field.required}

    errors = made(cls, active, dict.fromkeys(required, UNSEEN)).errors.as_data()

    assert {name for name in required if [one.code for one in errors.get(name, [])] == ["required"]} == required


@pytest.mark.parametrize("cls", FORMS, ids=lambda cls: f"{cls.__module__}.{cls.__name__}")
def test_what_is_too_long_is_said_with_both_numbers_and_never_cut(cls, active):
    form = made(cls, active)
    shown = {name: str(form[name]) for name in text_fields(form)}
    limited = {name: field.max_length for name, field in text_fields(form).items() if field.max_length}
    begun = {"url": "https://school.example/"}
    long = {name: begun.get(name, "").ljust(most + 1, "x") for name, most in limited.items()}
    errors = made(cls, active, long).errors

    said = {name: " ".join(errors.get(name, [])) for name in limited}
    assert [name for name, page in shown.items() if "maxlength" in page] == []
    assert {
        name
        for name, most in limited.items()
        if re.search(rf"\b{most} characters; this is {most + 1}\b", said[name]) is None
    } == set()


@pytest.mark.parametrize("cls", filter_classes(), ids=lambda cls: cls.__name__)
def test_every_search_box_comes_clean(cls):
    assert issubclass(cls(today=TODAY).get_form_class(), CleanFormMixin)


def test_every_form_of_allauth_with_a_text_is_replaced_by_a_clean_one():
    modules = (account_forms, factor_forms, recovery_forms, totp_forms)
    theirs = {
        name: form
        for module in modules
        for name, form in vars(module).items()
        if isinstance(form, type) and issubclass(form, forms.BaseForm) and form.__module__ == module.__name__
    }
    with_text = {
        form
        for name, form in theirs.items()
        if name not in NEVER_OPENED and any(isinstance(one, forms.CharField) for one in form.base_fields.values())
    }

    clean = {form for form in with_text if issubclass(form, CleanFormMixin)}
    replaced = {
        next(one for one in form.__mro__ if one.__module__.startswith("allauth")) for form in opened_by_allauth()
    }

    assert with_text - clean - replaced == set()
