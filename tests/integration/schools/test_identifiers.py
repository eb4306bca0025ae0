"""Identifiers: each scheme its own shape, held by validator and database alike; never guessed."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from schools.enums import Scheme
from schools.models.school import Identifier, School
from schools.validators import validate_identifier
from tests.factories.schools import SchoolFactory

GOOD = [
    ("GB-EDU", "100000"),
    ("GB-LAESTAB", "9255389"),
    ("GB-UKPRN", "10012345"),
    ("GB-WALEDU", "6812001"),
    ("GB-SCOTEDU", "5200929"),
    ("GB-NIEDU", "123-456"),
    ("GB-NIEDU", "123-4567"),
]
BAD = [
    ("GB-EDU", "10000"),
    ("GB-EDU", "1000000"),
    ("GB-EDU", "10000A"),
    ("GB-EDU", ""),
    ("GB-EDU", "100000\n"),
    ("GB-LAESTAB", "925538"),
    ("GB-LAESTAB", "925/5389"),
    ("GB-UKPRN", "1001234"),
    ("GB-UKPRN", "100123456"),
    ("GB-WALEDU", "681200"),
    ("GB-SCOTEDU", "52009291"),
    ("GB-NIEDU", "1234567"),
    ("GB-NIEDU", "12-3456"),
    ("GB-NIEDU", "123-45"),
    ("GB-NIEDU", "123-45678"),
]


@pytest.mark.django_db
@pytest.mark.rule("R3a", "R3b")
@pytest.mark.parametrize(("scheme", "value"), GOOD)
def test_identifier_of_the_right_shape_is_taken(scheme: str, value: str) -> None:
    validate_identifier(scheme, value)
    assert Identifier.objects.create(school=SchoolFactory(), scheme=scheme, value=value).pk


@pytest.mark.django_db
@pytest.mark.rule("R3b")
@pytest.mark.parametrize(("scheme", "value"), BAD)
def test_identifier_of_a_wrong_shape_is_refused_by_validator_and_database(scheme: str, value: str) -> None:
    with pytest.raises(ValidationError):
        validate_identifier(scheme, value)
    school = SchoolFactory()
    with pytest.raises(IntegrityError, match="identifier_shape"), transaction.atomic():
        Identifier.objects.create(school=school, scheme=scheme, value=value)


@pytest.mark.django_db
@pytest.mark.rule("R3c")
@pytest.mark.parametrize(("scheme", "value"), [one for one in GOOD if one[0] != "GB-SCOTEDU"])
def test_identifier_belongs_to_one_school(scheme: str, value: str) -> None:
    Identifier.objects.create(school=SchoolFactory(), scheme=scheme, value=value)
    second = SchoolFactory()
    with pytest.raises(IntegrityError, match="identifier_of_one_school"), transaction.atomic():
        Identifier.objects.create(school=second, scheme=scheme, value=value)


@pytest.mark.django_db
@pytest.mark.rule("R3c")
def test_scottish_number_is_shared_by_a_campus_but_stands_once_a_school() -> None:
    first, second = SchoolFactory(), SchoolFactory()
    for school in (first, second):
        Identifier.objects.create(school=school, scheme=Scheme.SCOTLAND, value="5200929")
    with pytest.raises(IntegrityError, match="identifier_once_a_school"), transaction.atomic():
        Identifier.objects.create(school=second, scheme=Scheme.SCOTLAND, value="5200929")
    assert Identifier.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.rule("R3d")
def test_same_seven_digits_in_four_schemes_are_four_numbers() -> None:
    for scheme in (Scheme.LAESTAB, Scheme.WALES, Scheme.SCOTLAND):
        Identifier.objects.create(school=SchoolFactory(name=str(scheme)), scheme=scheme, value="6812001")
    assert set(Identifier.objects.values_list("scheme", "school__name")) == {
        ("GB-LAESTAB", "GB-LAESTAB"),
        ("GB-WALEDU", "GB-WALEDU"),
        ("GB-SCOTEDU", "GB-SCOTEDU"),
    }


@pytest.mark.django_db
@pytest.mark.rule("R3a")
def test_school_has_any_number_of_identifiers_or_none() -> None:
    many, none = SchoolFactory(), SchoolFactory()
    for scheme, value in GOOD[:3]:
        Identifier.objects.create(school=many, scheme=scheme, value=value)
    assert (many.identifiers.count(), none.identifiers.count()) == (3, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("trent", {"Trent Primary"}),
        ("PRIMARY", {"Trent Primary", "Ære Primary"}),
        ("ære", {"Ære Primary"}),
        ("100000", {"Trent Primary"}),
        ("10000", set()),
        ("tn28 7ah", {"Trent Primary"}),
        ("", {"Trent Primary", "Ære Primary"}),
    ],
)
def test_search_finds_by_name_number_and_postcode(words: str, found: set[str]) -> None:
    trent = SchoolFactory(name="Trent Primary", postcode="TN28 7AH")
    SchoolFactory(name="Ære Primary")
    Identifier.objects.create(school=trent, scheme=Scheme.URN, value="100000")
    assert {school.name for school in School.objects.matching(words)} == found
