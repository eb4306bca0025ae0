"""Settings: bounded, remembered, and in force for new rows only."""

import re

import pytest
import time_machine
from django.urls import reverse

from centres.billing import conf as billing_conf
from centres.billing.conf import payment_reminder_days
from iqm_coe.accounts.flows import setting
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.selectors.setting import all_settings
from iqm_coe.lib.conf import Part
from iqm_coe.lib.errors import NotPermitted, Refused
from reviews.update import conf as update_conf
from schools import conf as schools_conf
from schools.flows import award
from tests.clock import NOW, TODAY
from tests.factories.schools import SchoolFactory
from tests.scene import iqm_person

pytestmark = pytest.mark.django_db


@pytest.mark.rule("R47b")
def test_change_puts_the_value_in_force_and_says_who_and_from_what(ada) -> None:
    setting.change(schools_conf.award_years, 5, by=ada, at=NOW)
    event = Event.objects.get(action="change_setting")
    assert schools_conf.award_years.get() == 5
    assert (event.by, event.at) == (ada, NOW)
    assert (event.facts, event.note.text) == ({"setting": "AWARD_YEARS"}, "From 3 to 5.")


def test_change_to_the_same_value_leaves_no_event(ada) -> None:
    setting.change(schools_conf.award_years, 3, by=ada, at=NOW)
    assert Event.objects.count() == 0


@pytest.mark.rule("R47b")
@pytest.mark.parametrize(("value", "is_taken"), [(0, False), (1, True), (10, True), (11, False), (-1, False)])
def test_change_is_bounded(ada, value: int, is_taken: bool) -> None:
    if is_taken:
        setting.change(schools_conf.award_years, value, by=ada, at=NOW)
    else:
        with pytest.raises(Refused, match="Give a number from 1 to 10"):
            setting.change(schools_conf.award_years, value, by=ada, at=NOW)
    assert schools_conf.award_years.get() == (value if is_taken else 3)


@pytest.mark.rule("R30e")
@pytest.mark.parametrize(("typed", "pence"), [("7.50", 750), ("7,50", 500)])
def test_setting_of_money_is_typed_and_shown_in_pounds(ada, client, typed: str, pence: int) -> None:
    client.force_login(ada)
    client.post(reverse("accounts:setting", args=["WRITE_OFF_LIMIT"]), {"value": typed})
    assert billing_conf.write_off_limit.get() == pence
    assert f"£{pence / 100:.2f}" in client.get(reverse("accounts:settings")).content.decode()


@pytest.mark.rule("R47b")
@pytest.mark.parametrize("kind", ["staff", "adviser", "finance", "assessor"])
def test_change_by_anybody_but_an_administrator_is_refused(kind: str) -> None:
    with pytest.raises(NotPermitted):
        setting.change(schools_conf.award_years, 5, by=iqm_person("Someone", kind), at=NOW)
    assert schools_conf.award_years.get() == 3


@pytest.mark.rule("R47a")
def test_change_moves_no_award_that_stands_and_holds_for_the_next(ada) -> None:
    staff, school, other = iqm_person("Sam", "staff"), SchoolFactory(), SchoolFactory()
    before = award.record(school, kind="inclusive_school", awarded_on=TODAY, by=staff, at=NOW)
    setting.change(schools_conf.award_years, 1, by=ada, at=NOW)
    after = award.record(other, kind="inclusive_school", awarded_on=TODAY, by=staff, at=NOW)
    before.refresh_from_db()
    assert (before.valid_until.isoformat(), after.valid_until.isoformat()) == ("2029-11-22", "2027-11-22")


def test_setting_page_saves_and_the_list_says_who(client, ada) -> None:
    client.force_login(ada)
    saved = client.post(reverse("accounts:setting", args=["AWARD_YEARS"]), {"value": "4"}, follow=True)
    page = saved.content.decode()
    assert "Saved. It holds for what arises from now on." in page
    assert "23 Nov 2026, Ada" in page


@pytest.mark.parametrize("value", ["0", "11", "three", ""])
def test_setting_page_refuses_what_is_out_of_bounds(client, ada, value: str) -> None:
    client.force_login(ada)
    page = client.post(reverse("accounts:setting", args=["AWARD_YEARS"]), {"value": value})
    assert page.status_code == 200
    assert schools_conf.award_years.get() == 3


def test_setting_page_for_kinds_takes_known_kinds_only(client, ada) -> None:
    client.force_login(ada)
    url = reverse("accounts:setting", args=["QUALIFYING_AWARD_KINDS"])
    assert client.post(url, {"value": ["gold_star"]}).status_code == 200
    assert schools_conf.qualifying_kinds.get() == ["inclusive_school", "international"]
    assert client.post(url, {"value": ["flagship"]}).status_code == 302
    assert schools_conf.qualifying_kinds.get() == ["flagship"]


def test_setting_page_of_an_unknown_setting_is_not_there(client, ada) -> None:
    client.force_login(ada)
    assert client.get(reverse("accounts:setting", args=["SECRET_KEY"])).status_code == 404


def test_settings_page_shows_every_setting_in_words(client, ada) -> None:
    client.force_login(ada)
    page = client.get(reverse("accounts:settings")).content.decode()
    headings = re.findall(r"<h2 [^>]*>([^<]+)</h2>", page)
    assert page.count("<tr>") == 68 + len(headings)  # each part's table has its heading
    assert headings == [str(part.label) for part in Part]
    assert "Inclusive School Award, International Inclusive School" in page
    assert "Ten elements" in page


def test_setting_of_one_choice_is_chosen_in_words(client, ada) -> None:
    client.force_login(ada)
    url = reverse("accounts:setting", args=["DEFAULT_FRAMEWORK"])
    page = client.get(url).text
    assert re.search(r'<input type="radio"[^>]*value="ten"[^>]*checked', page)
    assert client.post(url, {"value": "nine"}).status_code == 200
    assert client.post(url, {"value": "eight-first"}).status_code == 302
    assert update_conf.framework_key.get() == "eight-first"
    assert "Eight elements (first)" in client.get(reverse("accounts:settings")).text


@pytest.mark.rule("R47e")
@pytest.mark.parametrize(
    ("name", "value", "now", "then"),
    [
        ("INVOICE_DAYS", "14", "Wednesday 23 December 2026", "Monday 7 December 2026"),
        ("APPLICATION_DECISION_DAYS", "25", "Monday 7 December 2026", "Wednesday 30 December 2026"),
        ("PLAN_DUE_MONTH", "2", "Monday 22 February 2027", "Friday 22 January 2027"),
        ("PLAN_SHOWN_DAYS", "10", "from Friday 9 October 2026", "from Friday 13 November 2026"),
        ("UPDATE_WORKING_DAYS", "5", "on Monday 26 October 2026", "on Monday 16 November 2026"),
        ("ORIGINS_KEPT_MONTHS", "6", "older than Sunday 23 November 2025", "older than Saturday 23 May 2026"),
        ("ACTING_HEAD_MONTHS", "1", "Tuesday 23 November 2027", "Wednesday 23 December 2026"),
    ],
)
def test_setting_page_shows_what_the_value_in_force_gives_and_what_another_would(
    client, ada, name, value, now, then
) -> None:
    client.force_login(ada)
    url = reverse("accounts:setting", args=[name])
    with time_machine.travel(NOW):
        asked = client.get(url).text
        looked = client.post(url, {"value": value, "look": "1"}).text
    assert now in asked
    assert then not in asked
    assert now in looked
    assert then in looked
    assert not Event.objects.filter(action="change_setting").exists()


def test_each_page_of_a_setting_is_titled_by_it(client, ada) -> None:
    client.force_login(ada)
    page = client.get(reverse("accounts:setting", args=["INVOICE_DAYS"])).text
    assert "<h1>Days from issuing an invoice until it is due</h1>" in page
    assert "Change: Days from issuing an invoice until it is due" in page.partition("</title>")[0]


@pytest.mark.rule("R37b", "R47b")
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("-7, 0, 7", "-7, 0, 7"),
        ("7;0 ,-7,7", "-7, 0, 7"),
        ("\N{MINUS SIGN}7, +3", "-7, 3"),
        ("-730, 730", "-730, 730"),
        ("--7, 0, 7", "“--7” is no number of days"),
        ("3000000000", "“3000000000” is no number of days"),
        ("-731", "“-731” is no number of days"),
        ("7 0", "“7 0” is no number of days"),
        ("1.5", "“1.5” is no number of days"),
        ("٧", "“٧” is no number of days"),
        ("a week", "“a week” is no number of days"),
        (", ,", "Give from one to 20 days"),
        (", ".join(map(str, range(21))), "Give from one to 20 days"),
    ],
)
def test_days_of_reminders_are_kept_or_refused_by_name(ada, typed: str, kept: str) -> None:
    if kept[0] in "-0123456789":
        setting.change(payment_reminder_days, typed, by=ada, at=NOW)
        assert payment_reminder_days.get() == kept
        return
    with pytest.raises(Refused, match=re.escape(kept)):
        setting.change(payment_reminder_days, typed, by=ada, at=NOW)
    assert payment_reminder_days.get() == payment_reminder_days.default


@pytest.mark.rule("R37b")
def test_setting_page_shows_the_days_before_they_are_saved(client, ada) -> None:
    client.force_login(ada)
    url = reverse("accounts:setting", args=["PAYMENT_REMINDER_DAYS"])
    with time_machine.travel(NOW):
        page = client.post(url, {"value": "-3, 0, 1", "look": "1"}).content.decode()
        wrong = client.post(url, {"value": "--7"}).content.decode()
    assert payment_reminder_days.get() == payment_reminder_days.default
    for words in (
        "Friday 20 November 2026, 3 days before",
        "Monday 23 November 2026, on the day itself",
        "Tuesday 24 November 2026, 1 day after",
        "Days, minus is before",
    ):
        assert words in page
    assert "“--7” is no number of days" in wrong
    assert "What it gives" not in wrong


def test_settings_page_says_in_what_each_is_counted(client, ada) -> None:
    client.force_login(ada)
    assert "30 days" in client.get(reverse("accounts:settings")).content.decode()
    page = client.get(reverse("accounts:setting", args=["INVOICE_DAYS"])).content.decode()
    assert "From 1 to 180 days." in page


@pytest.mark.rule("R37b")
def test_setting_whose_days_can_be_shown_is_shown_before_it_is_saved(client, ada) -> None:
    client.force_login(ada)
    url = reverse("accounts:setting", args=["PAYMENT_REMINDER_DAYS"])

    first = client.post(url, {"value": "7,7,7", "shown": ""})
    assert "Not saved yet" in first.text
    assert payment_reminder_days.get() == payment_reminder_days.default

    shown = re.search(r'name="shown" value="([^"]*)"', first.text)[1]
    other = client.post(url, {"value": "8", "shown": shown})
    assert (other.status_code, payment_reminder_days.get()) == (200, payment_reminder_days.default)

    client.post(url, {"value": "7,7,7", "shown": shown})
    assert payment_reminder_days.get() == "7"


@pytest.mark.rule("R47e")
@pytest.mark.parametrize("name", ["MAIL_KEPT_MONTHS", "ORIGINS_KEPT_MONTHS", "INVITATIONS_KEPT_MONTHS"])
def test_period_that_takes_away_is_shown_before_it_is_saved(client, ada, name) -> None:
    client.force_login(ada)
    url = reverse("accounts:setting", args=[name])
    setting_of_it = all_settings()[name]

    first = client.post(url, {"value": "12"} if name != "ORIGINS_KEPT_MONTHS" else {"value": "6"})

    assert "The next night takes away what is older than that, and nothing brings it back." in first.text
    assert "What has its day already keeps it" not in first.text
    assert "Not saved yet" in first.text
    assert setting_of_it.get() == setting_of_it.default
    shown = re.search(r'name="shown" value="(\d+)"', first.text)
    assert shown
    assert client.post(url, {"value": shown[1], "shown": shown[1]}).status_code == 302
    assert setting_of_it.get() == int(shown[1])


@pytest.mark.rule("R47e")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("INVOICE_DAYS", "It holds for what arises from now on. What has its day already keeps it."),
        ("PAYMENT_EXPECTED_DAYS", "It holds at once, also for what is open."),
        ("VISITED_BY_MONTH", "It holds at once, also for what is open."),
    ],
)
def test_page_says_from_when_a_value_holds(client, ada, name, words) -> None:
    client.force_login(ada)
    assert words in client.get(reverse("accounts:setting", args=[name])).text
