"""What a Centre asks, read before anybody agrees: figures from the settings that stamp the deadlines (R8g)."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from centres.billing import conf as billing
from centres.billing.models.fee import FeeBand, VatRate
from centres.consultancy import conf as advice
from centres.year import conf as year
from iqm_coe.accounts.flows import setting
from iqm_coe.lib.undertakings import asked_of
from reviews.reports import conf as reports
from reviews.update import conf as update
from reviews.visits import conf as visits
from schools.models.school import School
from tests.clock import NOW, TODAY, days
from tests.meta.cast import BACKEND
from tests.scene import iqm_person, staffed_school

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R8g")]
FEE = "A Centre year costs"
OTHERWISE = {
    billing.invoice_days: 1,
    billing.expected_days: 77,
    billing.pro_rata: False,
    year.plan_due_month: 4,
    update.framework_key: "eight-current",
    update.update_due_month: 9,
    visits.update_working_days: 1,
    visits.visited_by_month: 8,
    visits.least_targets: 5,
    reports.factual_days: 7,
    advice.included_minutes: 90,
}


def words(school: School, on: date = TODAY) -> dict[str, str]:
    return {one.label: one.words for one in asked_of(school, on)}


def page(user, name: str, *args: object) -> str:
    client = Client()
    client.force_login(user, backend=BACKEND)
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def school(db) -> School:
    School.objects.filter(pk=(made := staffed_school("Elm School").school).pk).update(pupils=312)
    made.refresh_from_db()
    return made


@pytest.fixture
def prices(db) -> None:
    """Two scales, one after the other, and a band without an amount."""
    FeeBand.objects.all().delete()
    VatRate.objects.all().delete()
    old, new = {"valid_until": TODAY}, {"valid_from": TODAY + days(1)}
    FeeBand.objects.create(pupils_from=1, pupils_to=400, amount=Decimal(600), valid_from=date(2020, 1, 1), **old)
    FeeBand.objects.create(pupils_from=401, pupils_to=2000, amount=None, valid_from=date(2020, 1, 1), **old)
    FeeBand.objects.create(pupils_from=1, pupils_to=400, amount=Decimal("650.50"), **new)
    VatRate.objects.create(rate=20, valid_from=date(2020, 1, 1))


def test_every_room_says_its_part_in_the_order_of_a_year(school):
    assert list(words(school)) == [
        "The year",
        "Money",
        "Plans",
        "The update",
        "The visit",
        "The report",
        "Advice",
        "How long it binds, and leaving",
    ]


def test_price_is_that_of_the_day_for_the_number_of_pupils(school, prices):
    today, tomorrow = words(school)["Money"], words(school, TODAY + days(1))["Money"]

    assert today.startswith(
        "A Centre year costs £600.00 and 20% VAT, £720.00 in all, for 312 pupils, by the prices of Monday 23 November "
        "2026."
    )
    assert "£650.50 and 20% VAT, £780.60 in all" in tomorrow


@pytest.mark.parametrize(
    ("pupils", "said"),
    [
        (None, "No price is set for your school: it follows from the number of pupils, which is not known here."),
        (400, "£600.00"),
        (401, "No price is set for a school of 401 pupils"),
        (2001, "No price is set for a school of 2001 pupils"),
    ],
)
def test_where_no_price_is_set_it_says_so(school, prices, pupils, said):
    school.pupils = pupils

    assert said in words(school)["Money"]
    assert (FEE in words(school)["Money"]) is (pupils == 400)


def test_without_any_price_or_rate_it_says_so(school, prices):
    VatRate.objects.all().delete()
    assert words(school)["Money"].startswith("A Centre year costs £600.00 without VAT for 312 pupils")
    FeeBand.objects.all().delete()
    assert words(school)["Money"].startswith("No price is set for a school of 312 pupils")


def test_figures_are_those_of_the_settings_as_they_are(school):
    before, ada = words(school), iqm_person("Ada", "administrator")
    for one, value in OTHERWISE.items():
        setting.change(one, value, by=ada, at=NOW)
    after = words(school)

    told = {
        "Money": ("due 30 days after", "due 1 day after"),
        "Plans": ("month 3 of its year, by Monday 22 February 2027", "month 4 of its year, by Monday 22 March 2027"),
        "The update": ("10 elements", "8 elements"),
        "The visit": ("20 working days before it", "1 working day before it"),
        "The report": ("10 school days for", "7 school days for"),
        "Advice": ("1 hour of advice", "1 hour 30 minutes of advice"),
    }
    for label, (old, new) in told.items():
        assert old in before[label]
        assert new in after[label]
    assert "within 77 days" in after["Money"]
    assert "pays for the whole months that are left" in before["Money"]
    assert "pays for all of it" in after["Money"]
    assert "end of month 10, by Wednesday 22 September 2027" in before["The update"]
    assert "end of month 9, by Sunday 22 August 2027" in after["The update"]
    assert "end of month 8, by Thursday 22 July 2027" in after["The visit"]
    assert "at least 3 targets" in before["The visit"]
    assert "at least 5 targets" in after["The visit"]


def test_days_are_those_that_an_approval_stamps(active):
    said = words(active.lead.school, active.year.opens_on)
    long = "{:%A} {day} {:%B %Y}"

    plan, review = active.plan().due_on, active.review().update_due_on
    for label, day in (("Plans", plan), ("The update", review), ("The year", active.year.closes_on)):
        assert long.format(day, day, day=day.day) in said[label], label


# ---- where it is read, and by whom ----


def test_a_head_reads_it_before_agreeing(forming, prices):
    place = forming.centre.memberships.get(school=forming.lead.school)
    School.objects.filter(pk=forming.lead.school.pk).update(pupils=312)

    assert "£720.00 in all" in page(forming.lead.head, "application:agree", place.pk)


def test_an_invited_school_reads_it_and_nobody_else_reads_its_price(forming, prices):
    third = staffed_school("Third School")
    School.objects.filter(pk=third.school.pk).update(pupils=312)
    invitation = forming.invite(third)

    assert "£720.00 in all" in page(third.coordinator, "membership:invitation", invitation.pk)
    for who in (forming.lead.coordinator, forming.staff):
        assert FEE not in page(who, "membership:invitation", invitation.pk)


def test_coordinators_read_it_for_their_own_school_on_the_application(forming, prices):
    School.objects.filter(pk=forming.lead.school.pk).update(pupils=312)
    School.objects.filter(pk=forming.members[0].school.pk).update(pupils=401)
    asked = "What a Centre asks of %s in a year"

    of_lead = page(forming.lead.coordinator, "application:application", forming.centre.pk)
    of_member = page(forming.members[0].coordinator, "application:application", forming.centre.pk)
    assert asked % "Lead School" in of_lead
    assert asked % "Second School" not in of_lead
    assert "£720.00" in of_lead
    assert asked % "Second School" in of_member
    assert "401 pupils" in of_member
    assert "£720.00" not in of_member
    assert "What a Centre asks of" not in page(forming.staff, "application:application", forming.centre.pk)


def test_an_application_that_is_decided_asks_no_more(active):
    assert "What a Centre asks of" not in page(active.lead.coordinator, "application:application", active.centre.pk)
