"""Awards: the usual period, early renewal, what stands in the way, correcting and withdrawing."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.errors import NotPermitted, Refused
from schools.flows import award as award_flows
from schools.forms import AmendAwardForm
from schools.models.award import Award
from schools.models.school import School
from tests.clock import NOW
from tests.factories.schools import AwardFactory, SchoolFactory
from tests.scene import iqm_person, staffed_school

pytestmark = pytest.mark.django_db

KIND = "inclusive_school"
# The factory's award: 1 September 2025 to 31 August 2028.


@pytest.fixture
def sam():
    return iqm_person("Sam", "staff")


@pytest.fixture
def school() -> School:
    return SchoolFactory()


def record(school, sam, awarded_on: date, **days_given) -> Award:
    return award_flows.record(school, kind=KIND, awarded_on=awarded_on, by=sam, at=NOW, **days_given)


@pytest.mark.rule("R1a", "R1c", "R1e")
@pytest.mark.parametrize(
    ("awarded_on", "until"),
    [
        (date(2026, 11, 23), date(2029, 11, 22)),
        (date(2026, 1, 1), date(2028, 12, 31)),
        (date(2028, 2, 29), date(2031, 2, 27)),
        (date(2025, 3, 1), date(2028, 2, 29)),
    ],
)
def test_record_without_days_follows_the_usual_period(school, sam, awarded_on: date, until: date) -> None:
    award = record(school, sam, awarded_on)
    assert (award.awarded_on, award.valid_from, award.valid_until) == (awarded_on, awarded_on, until)
    assert (award.recorded_by, award.recorded_at) == (sam, NOW)


@pytest.mark.rule("R45a")
def test_record_is_an_event_with_its_days(school, sam) -> None:
    award = record(school, sam, date(2026, 11, 23))
    event = Event.objects.get()
    assert (event.by, event.at, event.action, event.subject_id) == (sam, NOW, "record", award.pk)
    assert event.facts == {
        "school": school.pk,
        "kind": KIND,
        "awarded_on": "2026-11-23",
        "valid_from": "2026-11-23",
        "valid_until": "2029-11-22",
    }


@pytest.mark.rule("R1d")
@pytest.mark.parametrize(
    ("awarded_on", "starts", "ends"),
    [
        (date(2028, 8, 30), date(2028, 9, 1), date(2031, 8, 31)),
        (date(2028, 8, 31), date(2028, 9, 1), date(2031, 8, 31)),
        (date(2028, 9, 1), date(2028, 9, 1), date(2031, 8, 31)),
        (date(2028, 9, 2), date(2028, 9, 2), date(2031, 9, 1)),
        (date(2026, 11, 23), date(2028, 9, 1), date(2031, 8, 31)),
    ],
)
def test_record_of_a_renewal_starts_the_day_after_the_old_one_ends(school, sam, awarded_on, starts, ends) -> None:
    AwardFactory(school=school)
    award = record(school, sam, awarded_on)
    assert (award.awarded_on, award.valid_from, award.valid_until) == (awarded_on, starts, ends)


@pytest.mark.rule("R1d")
def test_record_of_a_renewal_does_not_wait_for_a_withdrawn_award_or_another_kind(school, sam) -> None:
    AwardFactory(school=school, withdrawn_at=NOW, withdrawn_by=sam)
    AwardFactory(school=school, kind="flagship")
    assert record(school, sam, date(2026, 11, 23)).valid_from == date(2026, 11, 23)


def test_record_with_a_first_day_only_counts_from_it(school, sam) -> None:
    award = record(school, sam, date(2026, 11, 23), valid_from=date(2027, 1, 1))
    assert (award.valid_from, award.valid_until) == (date(2027, 1, 1), date(2029, 12, 31))


@pytest.mark.rule("R1b")
@pytest.mark.parametrize(
    ("day", "is_current", "standing"),
    [
        (date(2025, 8, 31), False, "not_yet"),
        (date(2025, 9, 1), True, "current"),
        (date(2028, 8, 31), True, "current"),
        (date(2028, 9, 1), False, "ended"),
    ],
)
def test_award_is_current_on_both_its_days_and_no_others(school, day, is_current, standing) -> None:
    award = AwardFactory(school=school)
    assert award.is_current(day) is is_current
    assert award.standing(day) == standing
    assert Award.objects.current(day).exists() is is_current
    assert School.objects.with_award_on(day, [KIND]).get().has_award is is_current


@pytest.mark.rule("R1f")
@pytest.mark.parametrize(("kinds", "counts"), [([KIND], True), (["flagship"], False), ([], False)])
def test_award_counts_only_if_its_kind_does(school, kinds: list[str], counts: bool) -> None:
    AwardFactory(school=school)
    assert School.objects.with_award_on(date(2026, 11, 23), kinds).get().has_award is counts


@pytest.mark.rule("R2c")
def test_record_of_an_overlap_says_which_award_stands_in_the_way(school, sam) -> None:
    AwardFactory(school=school)
    with pytest.raises(Refused) as refusal:
        record(school, sam, date(2028, 8, 1), valid_from=date(2028, 8, 31), valid_until=date(2030, 1, 1))
    assert str(refusal.value) == (
        "The school already holds the award “Inclusive School Award” "
        "from Monday 1 September 2025 to Thursday 31 August 2028, "
        "and two periods of one kind never overlap. An early renewal starts the day after the old one ends."
    )
    assert Award.objects.count() == 1
    assert Event.objects.count() == 0


@pytest.mark.rule("R2c")
def test_record_of_a_period_over_two_awards_is_refused_in_words_too(school, sam) -> None:
    AwardFactory(school=school)
    AwardFactory(school=school, valid_from=date(2028, 9, 1), valid_until=date(2031, 8, 31))
    with pytest.raises(Refused, match="never overlap"):
        record(school, sam, date(2026, 11, 23), valid_from=date(2027, 1, 1), valid_until=date(2030, 1, 1))
    assert Award.objects.count() == 2


@pytest.mark.rule("R2a")
def test_database_itself_refuses_an_overlap_of_one_day(school) -> None:
    AwardFactory(school=school)
    with pytest.raises(IntegrityError, match="never_overlap"), transaction.atomic():
        AwardFactory(school=school, valid_from=date(2028, 8, 31), valid_until=date(2031, 8, 30))
    assert Award.objects.count() == 1


@pytest.mark.rule("R2b")
def test_database_takes_what_only_touches(school, sam) -> None:
    AwardFactory(school=school)
    AwardFactory(school=school, valid_from=date(2028, 9, 1), valid_until=date(2031, 8, 31))
    AwardFactory(school=school, kind="flagship")
    AwardFactory(school=school, withdrawn_at=NOW, withdrawn_by=sam)
    AwardFactory()
    assert Award.objects.count() == 5


def test_record_of_a_period_that_ends_before_it_starts_is_refused(school, sam) -> None:
    with pytest.raises(Refused, match="ends before it starts"):
        record(school, sam, date(2026, 11, 23), valid_from=date(2026, 11, 23), valid_until=date(2026, 11, 22))
    assert Award.objects.count() == 0


def test_record_of_a_single_day_is_taken(school, sam) -> None:
    day = date(2026, 11, 23)
    assert record(school, sam, day, valid_from=day, valid_until=day).is_current(day)


@pytest.mark.parametrize("kind", ["administrator", "adviser", "finance", "assessor"])
def test_record_by_anybody_but_staff_is_refused(school, kind: str) -> None:
    with pytest.raises(NotPermitted):
        record(school, iqm_person("Someone", kind), date(2026, 11, 23))
    assert Award.objects.count() == 0


def test_record_by_the_schools_own_coordinator_is_refused() -> None:
    ours = staffed_school("Ours", has_award=False)
    with pytest.raises(NotPermitted):
        record(ours.school, ours.coordinator, date(2026, 11, 23))
    assert Award.objects.count() == 0


@pytest.mark.rule("R45a")
def test_amend_keeps_before_after_and_why(school, sam) -> None:
    award = AwardFactory(school=school)
    award_flows.amend(
        award, valid_from=date(2025, 10, 1), valid_until=date(2028, 9, 30), by=sam, at=NOW, reason="Typed wrong."
    )
    award.refresh_from_db()
    event = Event.objects.get(action="amend")
    assert (award.valid_from, award.valid_until) == (date(2025, 10, 1), date(2028, 9, 30))
    assert event.reason == "Typed wrong."
    assert (event.facts["before"]["valid_from"], event.facts["after"]["valid_from"]) == ("2025-09-01", "2025-10-01")


@pytest.mark.rule("R2c")
def test_amend_into_an_overlap_is_refused_and_changes_nothing(school, sam) -> None:
    award = AwardFactory(school=school)
    AwardFactory(school=school, valid_from=date(2028, 9, 1), valid_until=date(2031, 8, 31))
    with pytest.raises(Refused, match="from Friday 1 September 2028"):
        award_flows.amend(award, valid_from=date(2025, 9, 1), valid_until=date(2028, 9, 1), by=sam, at=NOW, reason="x")
    award.refresh_from_db()
    assert award.valid_until == date(2028, 8, 31)


@pytest.mark.rule("R1g")
def test_withdraw_takes_the_award_out_of_force_and_keeps_the_row(school, sam) -> None:
    award = AwardFactory(school=school)
    award_flows.withdraw(award, by=sam, at=NOW, reason="Given in error.")
    award.refresh_from_db()
    assert (award.withdrawn_at, award.withdrawn_by) == (NOW, sam)
    assert award.is_current(date(2026, 11, 23)) is False
    assert Award.objects.current(date(2026, 11, 23)).count() == 0
    assert Event.objects.get(action="withdraw").reason == "Given in error."


@pytest.mark.rule("R1g")
def test_withdrawn_award_can_be_neither_amended_nor_withdrawn_again(school, sam) -> None:
    award = AwardFactory(school=school)
    award_flows.withdraw(award, by=sam, at=NOW, reason="Given in error.")
    with pytest.raises(Refused, match="withdrawn before"):
        award_flows.withdraw(award, by=sam, at=NOW, reason="Again.")
    with pytest.raises(Refused, match="withdrawn before"):
        award_flows.amend(award, valid_from=date(2025, 9, 1), valid_until=date(2026, 1, 1), by=sam, at=NOW, reason="x")
    assert Event.objects.count() == 1


@pytest.mark.parametrize("kind", ["administrator", "adviser"])
def test_amend_and_withdraw_are_for_staff(school, kind: str) -> None:
    award, other = AwardFactory(school=school), iqm_person("Someone", kind)
    with pytest.raises(NotPermitted):
        award_flows.withdraw(award, by=other, at=NOW, reason="x")
    with pytest.raises(NotPermitted):
        award_flows.amend(
            award, valid_from=date(2025, 9, 1), valid_until=date(2026, 1, 1), by=other, at=NOW, reason="x"
        )
    assert Award.objects.standing().count() == 1


def test_award_pages_record_amend_and_withdraw(client, school, sam) -> None:
    client.force_login(sam)
    typed = {"kind": KIND, "awarded_on": "2026-11-23", "shown": f"{KIND} 2026-11-23 2026-11-23 2029-11-22"}
    client.post(reverse("schools:record_award", args=[school.pk]), typed)
    award = Award.objects.get()
    amended = {"valid_from": "2026-11-24", "valid_until": "2029-11-23", "reason": "A day late."}
    client.post(reverse("schools:amend_award", args=[award.pk]), amended)
    award.refresh_from_db()
    assert award.valid_from == date(2026, 11, 24)
    client.post(reverse("schools:withdraw_award", args=[award.pk]), {"reason": "In error."})
    page = client.get(reverse("schools:school", args=[school.pk])).content.decode()
    assert "Withdrawn" in page


def shown_in(page: str) -> str:
    """What the page hands back to say which award it showed."""
    found = re.search(r'name="shown" value="([^"]*)"', page)
    assert found
    return found[1]


@pytest.mark.rule("R1h")
def test_award_is_shown_before_it_is_saved_and_anew_when_something_changes(client, school, sam) -> None:
    """A renewal: the three years begin the day after the old award, which the page says before anything is kept."""
    AwardFactory(school=school, awarded_on=date(2024, 3, 1), valid_from=date(2024, 3, 1), valid_until=date(2027, 2, 28))
    client.force_login(sam)
    url, typed = reverse("schools:record_award", args=[school.pk]), {"kind": KIND, "awarded_on": "2026-11-23"}

    first = client.post(url, typed).content.decode()
    words = " ".join(first.split())
    assert "Monday 1 March 2027" in words
    assert "Thursday 28 February 2030" in words
    assert "the award from Friday 1 March 2024 to Sunday 28 February 2027" in words
    assert Award.objects.count() == 1

    changed = client.post(url, {**typed, "valid_until": "2029-12-31", "shown": shown_in(first)}).content.decode()
    assert "Monday 31 December 2029" in changed
    assert Award.objects.count() == 1

    client.post(url, {**typed, "valid_until": "2029-12-31", "shown": shown_in(changed)})
    latest = Award.objects.latest("pk")
    assert (latest.valid_from, latest.valid_until) == (date(2027, 3, 1), date(2029, 12, 31))


@pytest.mark.rule("R1h")
def test_award_that_renews_nothing_says_so(client, school, sam) -> None:
    client.force_login(sam)
    page = client.post(
        reverse("schools:record_award", args=[school.pk]), {"kind": KIND, "awarded_on": "2026-11-23"}
    ).content.decode()
    assert "nothing: no award of this kind ends the day before" in page
    assert "This is another award" not in page


@pytest.mark.rule("R1h")
@pytest.mark.parametrize("days_off", [-31, 0, 31])
def test_same_award_recorded_twice_is_asked_about(client, school, sam, days_off: int) -> None:
    first = record(school, sam, date(2026, 11, 23))
    again = date(2026, 11, 23) + timedelta(days=days_off)
    with pytest.raises(award_flows.LooksRecorded, match="Nothing is recorded yet"):
        record(school, sam, again, valid_from=first.valid_until + timedelta(days=1))
    assert Award.objects.get() == first


@pytest.mark.rule("R1h")
def test_question_about_the_same_award_is_answered_on_its_page(client, school, sam) -> None:
    record(school, sam, date(2026, 11, 20))
    client.force_login(sam)
    url, typed = reverse("schools:record_award", args=[school.pk]), {"kind": KIND, "awarded_on": "2026-11-23"}

    shown = client.post(url, typed).content.decode()
    assert "Is this the same award?" in shown
    refused = client.post(url, {**typed, "shown": shown_in(shown)}).content.decode()
    assert "Nothing is recorded yet" in refused
    assert Award.objects.count() == 1

    client.post(url, {**typed, "shown": shown_in(refused), "is_another": "on"})
    assert Award.objects.count() == 2


def test_award_of_another_kind_or_time_is_not_asked_about(school, sam) -> None:
    record(school, sam, date(2026, 11, 23))
    award_flows.record(school, kind="flagship", awarded_on=date(2026, 11, 23), by=sam, at=NOW)
    record(school, sam, date(2026, 12, 25))
    assert Award.objects.count() == 3


def test_record_page_shows_the_award_in_the_way_and_keeps_what_was_typed(client, school, sam) -> None:
    AwardFactory(school=school)
    client.force_login(sam)
    typed = {"kind": KIND, "awarded_on": "2026-11-23", "valid_from": "2026-11-23"}
    page = client.post(reverse("schools:record_award", args=[school.pk]), typed).content.decode()
    assert "never overlap" in page
    assert 'value="2026-11-23"' in page
    assert Award.objects.count() == 1


def test_line_breaks_of_a_reason_count_once() -> None:
    days = {"valid_from": "2025-09-01", "valid_until": "2028-08-31"}
    reason = "\r\n".join(["a" * 19] * 100)

    form = AmendAwardForm({**days, "reason": reason})

    assert form.is_valid()
    assert len(form.cleaned_data["reason"]) == 1999
