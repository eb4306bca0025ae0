"""Amounts are read in one place, in one way; what can be read in two is refused in words that help."""

from decimal import Decimal

import pytest
from django import forms
from django.apps import apps
from django.db.models import DecimalField

from iqm_coe.lib.forms import PenceField, PerCentField, PoundsField
from iqm_coe.lib.money import NotPounds, read_pounds

PRODUCT = {"centres", "iqm_coe", "reviews", "schools"}
# Written by hand: what stands in the box, and what is taken, in pounds; None: refused.
WRITTEN = {
    "1440": "1440",
    "1440.00": "1440.00",
    "12.5": "12.5",
    "12.50": "12.50",
    "0.01": "0.01",
    "007": "7",
    "£1440": "1440",
    "£ 1440": "1440",
    "  1440  ": "1440",
    "\xa01440\xa0": "1440",
    "1,440": "1440",
    "1,440.00": "1440.00",
    "£1,440.5": "1440.5",
    "12,345": "12345",
    "1,234,567.89": "1234567.89",
    "12,50": None,
    "12,5": None,
    "1,4400": None,
    "1,44": None,
    "0,500": None,
    "01,440": None,
    ",500": None,
    "1440,": None,
    "1,,440": None,
    "1.440,00": None,
    "1,440,00": None,
    "1234,567": None,
    "12.": None,
    ".50": None,
    "12.505": None,
    "1.2.3": None,
    "1 440": None,
    "1\xa0440": None,
    "1'440": None,
    "1_440": None,
    "1e3": None,
    "1E3": None,
    "NaN": None,
    "sNaN": None,
    "Infinity": None,
    "inf": None,
    "-5": None,
    "−5": None,
    "+5": None,
    "£-5": None,
    "-£5": None,
    "££5": None,
    "5£": None,
    "12.50p": None,
    "$12": None,
    "€12": None,
    "GBP 12": None,
    "£": None,
    "１２": None,
    "１２．５０": None,
    "١٢": None,
    "²": None,
    "0x10": None,
    "twelve": None,
}


@pytest.mark.rule("R30e")
@pytest.mark.parametrize("text", WRITTEN)
def test_amount_is_read_or_refused(text: str) -> None:
    taken = WRITTEN[text]
    if taken is None:
        with pytest.raises(NotPounds, match=r"such as 12\.50"):
            read_pounds(text)
        with pytest.raises(forms.ValidationError, match=r"such as 12\.50"):
            PoundsField(max_value=Decimal(9_999_999)).clean(text)
    else:
        assert read_pounds(text) == Decimal(taken)
        assert PoundsField(max_value=Decimal(9_999_999)).clean(text) == Decimal(taken)


@pytest.mark.parametrize(("text", "why"), [
    ("12,50", "“12,50” can be read in two ways. Write pounds and pence with a point, such as 12.50 or 1,440.00."),
    ("-5", "“-5” is below zero. Write an amount above zero, such as 12.50."),
    ("1e3", "“1e3” is no amount in pounds. Write it in figures with a point before the pence, such as 12.50."),
])  # fmt: skip
def test_refusal_says_how_to_write_it(text: str, why: str) -> None:
    with pytest.raises(NotPounds) as refusal:
        read_pounds(text)
    assert str(refusal.value) == why


@pytest.mark.parametrize("text", ["", "  ", "\xa0"])
def test_nothing_is_nothing(text: str) -> None:
    assert PoundsField(max_value=Decimal(10), required=False).clean(text) is None
    with pytest.raises(forms.ValidationError, match="required"):
        PoundsField(max_value=Decimal(10)).clean(text)


PENCE = {
    "5": 500,
    "5.00": 500,
    "0": 0,
    "0.07": 7,
    "£1.5": 150,
    "100": 10_000,
    "100.01": None,
    "5,00": None,
    "1e1": None,
}


@pytest.mark.parametrize(("text", "pence"), PENCE.items())
def test_pence_are_typed_in_pounds(text: str, pence: int | None) -> None:
    field = PenceField(max_value=10_000, initial=500)
    assert field.initial == "5.00"
    if pence is None:
        with pytest.raises(forms.ValidationError):
            field.clean(text)
    else:
        assert (field.clean(text), type(field.clean(text))) == (pence, int)


@pytest.mark.parametrize(("text", "rate"), [("20", "20"), ("17.5", "17.5"), (" 20% ", "20"), ("0", "0"), ("100", "100"),
                                            ("17,5", None), ("2e1", None), ("２０", None), ("NaN", None), ("101", None),
                                            ("-1", None), ("20.", None)])  # fmt: skip
def test_rate_is_written_like_an_amount(text: str, rate: str | None) -> None:
    if rate is None:
        with pytest.raises(forms.ValidationError):
            PerCentField().clean(text)
    else:
        assert PerCentField().clean(text) == Decimal(rate)


def test_no_form_takes_a_decimal_by_another_reader() -> None:
    """Each column of money is typed into a PoundsField: no form makes one from the model."""
    columns = {
        field.name
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, DecimalField)
    }
    ours = [form for form in _all_forms(forms.BaseForm) if form.__module__.split(".")[0] in PRODUCT]
    plain = [
        (form.__name__, name)
        for form in ours
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.DecimalField | forms.FloatField)
        and not isinstance(field, PoundsField | PerCentField)
    ]
    assert columns
    assert ours
    assert plain == []


def _all_forms(base: type) -> list[type]:
    return [form for child in base.__subclasses__() for form in (child, *_all_forms(child))]
