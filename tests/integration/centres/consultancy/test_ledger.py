"""The hour of consultancy: when it is given, what a call costs, and how a mistake is taken back."""

import uuid
from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags

from centres.billing.flows import charge, invoice
from centres.consultancy import conf
from centres.consultancy.conditions import ledger
from centres.consultancy.flows import call as call_flows
from centres.consultancy.flows import ledger as ledger_flows
from centres.consultancy.models.call import CallNote, ConsultancyCall
from centres.consultancy.models.ledger import ConsultancyGrant, LedgerEntry
from centres.consultancy.panels import consultancy_in_the_pack
from centres.membership import signals
from centres.membership.models.access import CentreAccess
from centres.membership.models.membership import Membership
from centres.year.flows import adviser
from iqm_coe.accounts.flows import setting
from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.notifications.models.outbox import Message
from tests import scene
from tests.clock import NOW, TODAY, days
from tests.factories.centres import MembershipFactory
from tests.factories.schools import SchoolRoleFactory
from tests.integration.centres.money import Money
from tests.worlds import world

pytestmark = pytest.mark.django_db


money = world(Money)


@pytest.fixture
def unlocked(money) -> Money:
    money.pay_all()
    return money


def call(money: Money, minutes: int = 25, **named) -> ConsultancyCall:
    facts = {"kind": "telephone", "held_on": TODAY, "minutes": minutes, "with_whom": "Ms Oak", "about": "The plans."}
    return call_flows.log(money.year, **facts | {"by": money.adviser, "at": NOW} | named)


def minutes(money: Money) -> int:
    return ledger.balance(money.year)


@pytest.mark.rule("R32a")
def test_hour_is_given_with_the_last_payment_and_not_before(money):
    first, second = money.lines()
    money.pay(first)
    money.pay(second, "719.99")
    assert (minutes(money), ConsultancyGrant.objects.count()) == (0, 0)

    money.pay(second, "0.01", "the rest")

    grant = ConsultancyGrant.objects.get()
    assert (minutes(money), grant.kind, grant.minutes, grant.is_early) == (60, "included", 60, False)
    assert Event.objects.filter(subject_type="consultancy.consultancygrant", action="give").count() == 1


@pytest.mark.rule("R32a")
def test_minutes_follow_the_setting_of_the_day(money):
    setting.change(conf.included_minutes, 90, by=scene.iqm_person("Ada", "administrator"), at=NOW)

    money.pay_all()

    assert minutes(money) == 90


@pytest.mark.rule("R32b")
def test_small_rest_written_off_gives_the_hour(money):
    first, second = money.lines()
    money.pay(first)
    money.pay(second, "716.00")

    invoice.write_off(second, reason="Bank charges.", by=money.fay, at=NOW)

    assert minutes(money) == 60


@pytest.mark.rule("R32b")
def test_waiver_of_the_last_open_charge_gives_the_hour(money):
    money.issue(money.charges[0])
    money.pay(money.charges[0].line)
    assert minutes(money) == 0

    charge.waive(money.charges[1], reason="Hardship.", by=money.fay, at=NOW)

    assert minutes(money) == 60


@pytest.mark.rule("R32b")
def test_leaver_no_longer_stands_in_the_way(money):
    money.issue(money.charges[0])
    money.pay(money.charges[0].line)
    leaver = Membership.objects.filter(pk=money.charges[1].membership_id)
    leaver.update(state="ended", ended_at=NOW)
    assert minutes(money) == 0

    signals.membership_ended.send(sender=Membership, membership=leaver.get(), by=None, at=NOW)

    assert minutes(money) == 60


@pytest.mark.rule("R32b")
def test_awaiting_school_owes_nothing_yet_and_does_not_stand_in_the_way(money):
    MembershipFactory(centre=money.played.centre, state="awaiting")

    money.pay_all()

    assert minutes(money) == 60


def test_centre_whose_members_owe_nothing_at_all_gets_no_hour(money):
    Membership.objects.update(state="ended", ended_at=NOW)

    assert ledger_flows.settle_included(money.year, by=None, at=NOW) is None


@pytest.mark.rule("R32c")
def test_hour_released_early_is_not_given_again_by_the_payments(money):
    with pytest.raises(Refused, match="why"):
        ledger_flows.release_early(money.year, reason=" ", by=money.fay, at=NOW)
    ledger_flows.release_early(money.year, reason="Paid in March every year.", by=money.fay, at=NOW)

    money.pay_all()

    grant = ConsultancyGrant.objects.get()
    assert (minutes(money), grant.is_early) == (60, True)
    assert Event.objects.of(grant).get().reason == "Paid in March every year."
    with pytest.raises(Refused, match="already"):
        ledger_flows.release_early(money.year, reason="Again.", by=money.fay, at=NOW)


@pytest.mark.rule("R32c", "R48f")
@pytest.mark.parametrize("kind", ["staff", "administrator", "adviser"])
def test_only_free_finance_releases_the_hour(money, kind):
    with pytest.raises(NotPermitted):
        ledger_flows.release_early(money.year, reason="Why.", by=scene.iqm_person("Other", kind), at=NOW)
    SchoolRoleFactory(user=money.fay, school=money.played.lead.school, kind="contributor")
    with pytest.raises(NotPermitted):
        ledger_flows.release_early(money.year, reason="Why.", by=money.fay, at=NOW)


@pytest.mark.rule("R32a")
def test_centre_and_adviser_are_told_once(unlocked):
    told = Message.objects.filter(kind="consultancy/hour_unlocked")

    assert {(m.audience, str(m.audience_of)) for m in told} == {
        ("centre_people", str({"centre": unlocked.played.centre.pk})),
        ("people", str({"ids": [unlocked.adviser.pk]})),
    }


# Minutes left before, minutes of the call, minutes charged.
CHARGED = [(60, 1, 1), (60, 59, 59), (60, 60, 60), (60, 61, 60), (60, 600, 60)]


@pytest.mark.rule("R33a")
@pytest.mark.parametrize(("left", "took", "charged"), CHARGED)
def test_call_is_charged_up_to_what_is_left_and_recorded_as_it_was(unlocked, left, took, charged):
    assert minutes(unlocked) == left

    made = call(unlocked, took)

    assert (made.minutes, made.entry.minutes) == (took, -charged)
    assert minutes(unlocked) == left - charged


@pytest.mark.rule("R33b")
def test_call_without_minutes_is_recorded_and_costs_nothing(money):
    made = call(money, 40)

    assert (made.minutes, LedgerEntry.objects.count(), minutes(money)) == (40, 0, 0)


@pytest.mark.rule("R33b")
@pytest.mark.parametrize("took", [0, -5, 601])
def test_call_lasts_from_one_minute_to_ten_hours(unlocked, took):
    with pytest.raises(Refused, match="1 to 600"):
        call(unlocked, took)


# Days from today; the year began today, so that yesterday lies before it.
@pytest.mark.rule("R33b")
@pytest.mark.parametrize(("held", "at", "is_taken"), [(-1, 0, False), (0, 0, True), (1, 0, False), (1, 1, True)])
def test_call_lies_in_the_year_and_not_in_the_future(unlocked, held, at, is_taken):
    if is_taken:
        call(unlocked, held_on=TODAY + days(held), at=NOW + days(at))
    else:
        with pytest.raises(Refused):
            call(unlocked, held_on=TODAY + days(held), at=NOW + days(at))


@pytest.mark.rule("R33c")
def test_form_sent_twice_is_one_call(unlocked):
    token = uuid.uuid4()

    first, again = call(unlocked, token=token), call(unlocked, token=token)

    assert first == again
    assert minutes(unlocked) == 35


@pytest.mark.rule("R33c")
def test_form_of_another_adviser_is_a_call_of_its_own(unlocked):
    token, first = uuid.uuid4(), unlocked.adviser
    call(unlocked, token=token)
    adviser.appoint(unlocked.played.centre, scene.iqm_person("Alex", "adviser"), by=unlocked.played.staff, at=NOW)
    now_in = CentreAccess.objects.live().get(centre=unlocked.played.centre, kind="adviser").user

    call(unlocked, token=token, by=now_in)

    assert set(ConsultancyCall.objects.values_list("logged_by", flat=True)) == {first.pk, now_in.pk}
    assert minutes(unlocked) == 10


@pytest.mark.rule("R44h")
def test_private_note_is_for_its_adviser_alone(unlocked):
    made = call(unlocked, note="They worry about the budget.")
    others = [unlocked.fay, unlocked.played.staff, unlocked.played.lead.head, scene.iqm_person("Ada", "administrator")]

    assert [CallNote.objects.visible_to(one).count() for one in others] == [0, 0, 0, 0]
    assert CallNote.objects.visible_to(unlocked.adviser).get() == made.note
    assert not Event.objects.filter(facts__icontains="budget").exists()


@pytest.mark.rule("R36a")
def test_mistake_is_taken_back_once_by_a_counter_entry(unlocked):
    entry = call(unlocked, 45).entry

    with pytest.raises(Refused, match="what was wrong"):
        ledger_flows.correct(entry, reason="", by=unlocked.adviser, at=NOW)
    counter = ledger_flows.correct(entry, reason="It was another Centre.", by=unlocked.adviser, at=NOW)
    with pytest.raises(Refused, match="already"):
        ledger_flows.correct(entry, reason="Again.", by=unlocked.adviser, at=NOW)
    with pytest.raises(Refused, match="Only the charge"):
        ledger_flows.correct(counter, reason="Back.", by=unlocked.adviser, at=NOW)

    assert (counter.minutes, counter.counters, counter.reason) == (45, entry, "It was another Centre.")
    assert minutes(unlocked) == 60
    assert LedgerEntry.objects.count() == 3


@pytest.mark.rule("R36a")
def test_finance_corrects_where_the_adviser_cannot(unlocked):
    entry = call(unlocked).entry
    other = scene.iqm_person("Olive", "adviser")

    for somebody in (other, unlocked.played.staff, unlocked.played.lead.coordinator):
        with pytest.raises(NotPermitted):
            ledger_flows.correct(entry, reason="No.", by=somebody, at=NOW)
    ledger_flows.correct(entry, reason="Adviser is ill.", by=unlocked.fay, at=NOW)

    assert minutes(unlocked) == 60


@pytest.mark.rule("R33a")
def test_only_the_centres_adviser_logs(unlocked):
    for somebody in (scene.iqm_person("Olive", "adviser"), unlocked.played.staff, unlocked.played.lead.head):
        with pytest.raises(NotPermitted):
            call(unlocked, by=somebody)
    assert ConsultancyCall.objects.count() == 0


@pytest.mark.rule("R44h")
def test_log_is_seen_by_its_centre_its_adviser_and_the_office(unlocked):
    call(unlocked)
    school = unlocked.played.members[0].school
    finance_contact, contributor = scene.person("Fred"), scene.person("Cora")
    SchoolRoleFactory(user=finance_contact, school=school, kind="finance")
    SchoolRoleFactory(user=contributor, school=school, kind="contributor")
    stranger = scene.staffed_school("Strange School").coordinator
    people = {
        "finance": unlocked.fay,
        "staff": unlocked.played.staff,
        "administrator": scene.iqm_person("Ada", "administrator"),
        "adviser": unlocked.adviser,
        "head": unlocked.played.lead.head,
        "peer": unlocked.played.members[0].coordinator,
        "finance contact": finance_contact,
        "contributor": contributor,
        "stranger": stranger,
        "other adviser": scene.iqm_person("Olive", "adviser"),
        "assessor": scene.iqm_person("Asa", "assessor"),
    }

    seen = {name for name, who in people.items() if ConsultancyCall.objects.visible_to(who).exists()}

    assert seen == set(people) - {"finance contact", "contributor", "stranger", "other adviser", "assessor"}
    assert seen == {name for name, who in people.items() if LedgerEntry.objects.visible_to(who).exists()}


@pytest.mark.parametrize(
    ("on", "used", "said"),
    [
        ("closes", 25, "35 minutes left to use until"),
        ("after", 25, "35 minutes not used when the year ended on"),
        ("after", 60, "All of it was used. The year ended on"),
    ],
)
def test_hour_of_a_year_that_is_over_is_not_offered(unlocked, client, on, used, said):
    call(unlocked, used)
    closes_on = unlocked.year.closes_on
    with time_machine.travel(datetime.combine(closes_on, time(12), UTC) + days(on == "after"), tick=False):
        client.force_login(unlocked.adviser)
        for page in ("consultancy:ledger", "year:year"):
            shown = " ".join(strip_tags(client.get(reverse(page, args=[unlocked.year.pk])).text).split())
            assert said in shown, page
            assert ("Write or ring whenever it helps" in shown) == (page == "year:year" and on == "closes")


def in_the_pack(money: Money, on: date) -> str:
    shown = consultancy_in_the_pack(money.adviser, money.year, on)
    return render_to_string(shown.template, {"panel": shown.context})


def test_hour_that_was_never_unlocked_waits_for_nothing_once_its_year_is_over(money, client):
    with time_machine.travel(datetime.combine(money.year.closes_on, time(12), UTC) + days(1), tick=False):
        client.force_login(money.adviser)
        shown = client.get(reverse("consultancy:ledger", args=[money.year.pk])).text
    assert "No hour was unlocked before the year ended on" in shown
    assert "Not unlocked yet" not in shown
    closes_on = money.year.closes_on
    packed = {after: in_the_pack(money, closes_on + days(after)) for after in (0, 1)}
    assert {after: "No hour was unlocked in this year" in said for after, said in packed.items()} == {0: False, 1: True}
    assert "is unlocked when" in packed[0]
