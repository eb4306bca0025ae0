"""A reminder's day is London's: on both changes of the clocks and 29 February, whoever reads it (R13g, R37a)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from iqm_coe.lib.dates import LONDON, london_date
from iqm_coe.lib.templatetags.words import long_date
from iqm_coe.notifications.flows import reader
from iqm_coe.notifications.flows import reminder as reminders
from iqm_coe.notifications.models.outbox import Delivery, Message
from tests import scene
from tests.clock import days
from tests.factories.schools import AwardFactory
from tests.whole import in_turns

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def ending(until: date) -> None:
    people = scene.staffed_school("Oak School", has_award=False)
    long_ago = datetime.combine(until - days(1000), time(12), UTC)
    AwardFactory(school=people.school, valid_from=until - days(900), valid_until=until, recorded_at=long_ago)
    people.coordinator.time_zone = "Asia/Dubai"
    people.coordinator.save()
    people.head.time_zone = "Pacific/Honolulu"
    people.head.save()


def hours_around(day: date) -> list[datetime]:
    """Every hour of it, and some before and after."""
    begins = datetime.combine(day, time.min, LONDON).astimezone(UTC)
    return [begins + number * HOUR for number in range(-4, 28)]


@in_turns(3)
@pytest.mark.rule("R13g", "R37a", "R39a")
@pytest.mark.parametrize("zone", ["Asia/Dubai", "Pacific/Honolulu", "Europe/London"])
@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31), date(2028, 2, 29)])
def test_reminder_goes_once_in_the_first_hour_of_its_day_in_london(day, zone):
    ending(day + days(30))
    gone = []
    with timezone.override(ZoneInfo(zone)):
        for at in hours_around(day):
            gone += [at] * reminders.run(at)

    assert [(london_date(at), at.astimezone(LONDON).hour) for at in gone[-1:]] == [(day, 0)]
    assert [message.context["days"] for message in Message.objects.filter(created_at=gone[-1])] == [30]
    assert sum(london_date(at) == day for at in gone) == 1


@pytest.mark.rule("R13g", "R40e")
@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31), date(2028, 2, 29)])
def test_readers_in_dubai_and_honolulu_read_the_same_days(day):
    """It is another day there when it goes; the mail counts London's for both."""
    ending(day)
    at = datetime.combine(day, time(23, 30), LONDON).astimezone(UTC)
    reminders.run(at)
    while reader.address_one(at):
        pass

    texts = {one.user.time_zone: one.text for one in Delivery.objects.select_related("user")}
    assert set(texts) == {"Asia/Dubai", "Pacific/Honolulu"}
    assert all(f"is current until {long_date(day)}, that day included" in text for text in texts.values())
