"""Fees, charges and invoices: what a year costs, who is asked for it, and what never changes afterwards."""

from datetime import date
from decimal import Decimal

import pytest

from centres.application.flows import agreement
from centres.billing import conf
from centres.billing.conditions import fee
from centres.billing.enums import ChargeStanding
from centres.billing.filters import ChargeFilter
from centres.billing.flows import charge as charge_flows
from centres.billing.flows import fee as fee_flows
from centres.billing.flows import invoice, payer
from centres.billing.models.charge import Charge
from centres.billing.models.fee import FeeBand, VatRate
from centres.billing.models.invoice import Invoice, InvoiceLine, InvoiceSeries
from centres.billing.models.payer import Payer
from iqm_coe.accounts.flows import setting
from iqm_coe.accounts.models.event import Event
from iqm_coe.lib.errors import NotPermitted, Refused
from iqm_coe.lib.transitions import WrongState
from iqm_coe.notifications.models.outbox import Message
from schools.flows import award
from schools.models.school import School
from tests import scene
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolRoleFactory
from tests.integration.centres.money import Money
from tests.worlds import world

pytestmark = pytest.mark.django_db


def band_for(pupils, on):
    return fee.band_in(fee.scale_on(on), pupils)


D = Decimal


money = world(Money)


# Number of pupils, amount of the band: written from the rule, not from the table.
BANDS = [
    (None, None),
    (0, None),
    (1, "600.00"),
    (400, "600.00"),
    (401, "900.00"),
    (2000, "900.00"),
    (2001, "priced by staff"),
    (9000, "priced by staff"),
]


@pytest.mark.rule("R28a")
@pytest.mark.parametrize(("pupils", "amount"), BANDS)
def test_band_follows_from_the_number_of_pupils(pupils, amount):
    band = band_for(pupils, TODAY)

    found = band and ("priced by staff" if band.amount is None else str(band.amount))
    assert found == amount


@pytest.mark.rule("R28b")
def test_new_prices_hold_from_their_day_and_not_the_day_before(money):
    begins = TODAY + days(10)
    steps = [fee_flows.Step(500, D("650.00")), fee_flows.Step(None, None)]

    fee_flows.set_bands(steps, valid_from=begins, by=money.fay, at=NOW)

    assert band_for(450, begins - days(1)).amount == D("900.00")
    assert band_for(450, begins).amount == D("650.00")
    assert band_for(501, begins).amount is None
    assert set(FeeBand.objects.filter(valid_until=None).values_list("pupils_from", "pupils_to")) == {
        (1, 500),
        (501, None),
    }


@pytest.mark.rule("R28b")
@pytest.mark.parametrize(("begins", "is_taken"), [(-1, False), (0, True), (1, True)])
def test_prices_of_a_day_that_has_passed_stay(money, begins, is_taken):
    steps = [fee_flows.Step(None, D("100.00"))]

    if is_taken:
        fee_flows.set_bands(steps, valid_from=TODAY + days(begins), by=money.fay, at=NOW)
    else:
        with pytest.raises(Refused, match="keeps its price"):
            fee_flows.set_bands(steps, valid_from=TODAY + days(begins), by=money.fay, at=NOW)

    assert FeeBand.objects.filter(amount=D("100.00")).exists() is is_taken


def test_prices_are_set_once_for_a_day(money):
    steps = [fee_flows.Step(None, D("100.00"))]
    fee_flows.set_bands(steps, valid_from=TODAY, by=money.fay, at=NOW)

    with pytest.raises(Refused, match="are set already"):
        fee_flows.set_bands(steps, valid_from=TODAY, by=money.fay, at=NOW)


@pytest.mark.rule("R28b")
@pytest.mark.parametrize(
    ("begins", "is_taken"), [(date(2028, 11, 23), True), (date(2028, 11, 24), False), (date(2099, 1, 1), False)]
)
def test_prices_are_set_at_most_two_years_ahead(money, begins, is_taken):
    for set_one in (
        lambda: fee_flows.set_bands([fee_flows.Step(None, D("100.00"))], valid_from=begins, by=money.fay, at=NOW),
        lambda: fee_flows.set_vat(D("5.00"), valid_from=begins, by=money.fay, at=NOW),
    ):
        if is_taken:
            set_one()
        else:
            with pytest.raises(Refused, match="until Thursday 23 November 2028"):
                set_one()

    found = (FeeBand.objects.filter(valid_from=begins).exists(), VatRate.objects.filter(valid_from=begins).exists())
    assert found == (is_taken, is_taken)


# The day of the new prices, seen from the one on which the mistaken ones were to begin; what stands afterwards.
@pytest.mark.rule("R28b")
@pytest.mark.parametrize(("new", "stands"), [(-1, ["200"]), (0, ["200"]), (1, ["100", "200"])])
def test_prices_that_have_not_begun_give_way_to_earlier_ones(money, new, stands):
    planned = TODAY + days(400)
    begins = planned + days(new)
    fee_flows.set_bands([fee_flows.Step(None, D("100"))], valid_from=planned, by=money.fay, at=NOW)
    fee_flows.set_vat(D("10"), valid_from=planned, by=money.fay, at=NOW)

    fee_flows.set_bands([fee_flows.Step(None, D("200"))], valid_from=begins, by=money.fay, at=NOW)
    fee_flows.set_vat(D("11"), valid_from=begins, by=money.fay, at=NOW)

    later = FeeBand.objects.filter(valid_from__gt=TODAY).order_by("valid_from")
    assert [str(band.amount) for band in later] == [f"{amount}.00" for amount in stands]
    assert band_for(300, TODAY).amount == D("600.00")
    last_of_old = min(planned, begins) - days(1)
    assert {band.valid_until for band in FeeBand.objects.on(TODAY)} == {last_of_old}
    assert (fee.vat_on(last_of_old), fee.vat_on(begins)) == (D("20.00"), D("11.00"))
    withdrawn = Event.objects.filter(action="withdraw", subject_type__in=["billing.feeband", "billing.vatrate"])
    assert withdrawn.count() == (2 if new <= 0 else 0)


@pytest.mark.rule("R28b")
def test_prices_from_today_stand_in_the_place_of_planned_ones_and_not_of_begun_ones(money):
    fee_flows.set_bands([fee_flows.Step(None, D("100"))], valid_from=TODAY + days(400), by=money.fay, at=NOW)

    fee_flows.set_bands([fee_flows.Step(None, D("200"))], valid_from=TODAY, by=money.fay, at=NOW)

    assert set(FeeBand.objects.on(TODAY + days(400)).values_list("amount", flat=True)) == {D("200.00")}
    assert set(FeeBand.objects.on(TODAY - days(1)).values_list("amount", flat=True)) == {D("600"), D("900"), None}


def test_price_is_never_more_than_an_invoice_can_ask_for(money):
    charge = money.charges[0]
    for amount in ("1000000.00", "9999999.99"):
        with pytest.raises(Refused, match="at most £999,999"):
            charge_flows.price(charge, D(amount), by=money.fay, at=NOW)
        with pytest.raises(Refused, match="at most £999,999"):
            fee_flows.set_bands([fee_flows.Step(None, D(amount))], valid_from=TODAY, by=money.fay, at=NOW)
    fee_flows.set_vat(D("100"), valid_from=TODAY, by=money.fay, at=NOW)

    charge_flows.price(charge, D("999999.99"), by=money.fay, at=NOW)

    assert money.issue(charge).gross == D("1999999.98")


@pytest.mark.parametrize("ends", [[], [400], [None, 400], [400, 400, None], [900, 400, None]])
def test_scale_rises_and_has_no_end(money, ends):
    with pytest.raises(Refused):
        fee_flows.set_bands([fee_flows.Step(end, None) for end in ends], valid_from=TODAY, by=money.fay, at=NOW)

    assert FeeBand.objects.count() == 3


@pytest.mark.rule("R28a")
def test_vat_follows_from_the_day(money):
    begins = TODAY + days(5)

    fee_flows.set_vat(D("17.50"), valid_from=begins, by=money.fay, at=NOW)

    assert (fee.vat_on(begins - days(1)), fee.vat_on(begins)) == (D("20.00"), D("17.50"))
    with pytest.raises(Refused, match="No rate of VAT"):
        fee.vat_on(date(2010, 1, 1))


@pytest.mark.rule("R28c")
def test_charge_keeps_its_price_when_prices_change(money):
    fee_flows.set_bands([fee_flows.Step(None, D("1.00"))], valid_from=TODAY, by=money.fay, at=NOW)

    assert [charge.net for charge in money.charges] == [D("600.00"), D("600.00")]


@pytest.mark.rule("R11e")
def test_approval_raises_one_charge_a_member(money):
    found = Charge.objects.values_list("membership__school__name", "state", "net", "pupils", "months")

    assert set(found) == {
        ("Lead School", "open", D("600.00"), 300, 12),
        ("Second School", "open", D("600.00"), 300, 12),
    }
    assert Event.objects.filter(action="raise", to_state="open").count() == 2


@pytest.mark.rule("R11e")
@pytest.mark.parametrize("pupils", [None, 2001])
def test_approval_is_not_stopped_by_a_price_nobody_knows(pupils):
    money = Money(pupils=pupils)

    assert money.played.centre.state == "active"
    assert {(charge.state, charge.net) for charge in money.charges} == {("to_price", None)}


# Day of joining in a year from 23 November 2026 to 22 November 2027; whole months left; net of 600.00 a year.
JOINING = [
    (date(2026, 11, 23), 12, "600.00"),
    (date(2026, 11, 24), 11, "550.00"),
    (date(2026, 12, 23), 11, "550.00"),
    (date(2027, 10, 22), 1, "50.00"),
    (date(2027, 10, 23), 1, "50.00"),
    (date(2027, 10, 24), 1, "50.00"),
    (date(2027, 11, 22), 1, "50.00"),
]


@pytest.mark.rule("R13e")
@pytest.mark.parametrize(("on", "months", "net"), JOINING)
def test_months_left_are_whole_and_one_at_least(money, on, months, net):
    assert charge_flows.months_left(money.year, on) == months
    assert charge_flows._part_of_year(band_for(300, TODAY), months) == D(net)


@pytest.mark.rule("R13e")
def test_school_that_joins_within_the_year_owes_its_part():
    there = scene.ready()
    third = scene.staffed_school("Third School", has_award=False)
    School.objects.update(pupils=300)
    there.join(third)
    for criterion in ("C6", "C7"):
        agreement.agree(third.school.memberships.get(), criterion, by=third.head, at=NOW)
    there.send().approve()
    later = NOW + days(31)

    award.record(third.school, kind="inclusive_school", awarded_on=TODAY + days(31), by=there.staff, at=later)

    raised = Charge.objects.get(membership__school=third.school)
    assert (raised.months, raised.net, raised.state) == (10, D("500.00"), "open")
    assert Charge.objects.count() == 3


def test_pro_rata_can_be_turned_off(money):
    setting.change(conf.pro_rata, False, by=scene.iqm_person("Ada", "administrator"), at=NOW)

    assert charge_flows.months_left(money.year, date(2027, 10, 23)) == 12


def test_price_is_set_and_set_again_until_it_is_invoiced():
    money = Money(pupils=None)
    charge = money.charges[0]

    charge_flows.price(charge, D("1234.50"), by=money.fay, at=NOW)
    charge = charge_flows.price(charge, D("1200.00"), by=money.fay, at=NOW)
    money.issue(charge)

    assert InvoiceLine.objects.get().gross == D("1440.00")
    with pytest.raises(WrongState):
        charge_flows.price(charge, D("1.00"), by=money.fay, at=NOW)
    with pytest.raises(Refused, match="above zero"):
        charge_flows.price(money.charges[1], D("0"), by=money.fay, at=NOW)


@pytest.mark.rule("R29b")
def test_waiver_says_why(money):
    charge = money.charges[0]

    with pytest.raises(Refused, match="why"):
        charge_flows.waive(charge, reason=" ", by=money.fay, at=NOW)
    waived = charge_flows.waive(charge, reason="Hardship.", by=money.fay, at=NOW)

    assert (waived.state, waived.waived_at) == ("waived", NOW)
    assert Event.objects.of(waived).get(action="waive").reason == "Hardship."
    with pytest.raises(WrongState):
        money.issue(charge)


@pytest.mark.rule("R29c")
def test_invoice_is_stamped_whole(money):
    issued = money.issue(po_number=" PO 77 ")
    line = issued.lines.get()

    assert (issued.number, issued.issued_on, issued.due_on) == ("IQM-2026-00001", TODAY, date(2026, 12, 23))
    assert (issued.payer_name, issued.po_number) == ("Lead School", "PO 77")
    assert (issued.net, issued.vat, issued.gross) == (D("600.00"), D("120.00"), D("720.00"))
    assert (line.net, line.vat_rate, line.vat, line.gross) == (D("600.00"), D("20.00"), D("120.00"), D("720.00"))
    assert line.description == "Lead School: annual payment, Trent Valley, Year 1, 23 Nov 2026 to 22 Nov 2027"
    assert issued.sender["account_number"] == "00000000"
    assert money.charges[0].state == "invoiced"


@pytest.mark.rule("R29c")
def test_days_until_it_is_due_are_stamped(money):
    setting.change(conf.invoice_days, 14, by=scene.iqm_person("Ada", "administrator"), at=NOW)
    first = money.issue()
    setting.change(conf.invoice_days, 60, by=scene.iqm_person("Ann", "administrator"), at=NOW)
    first.refresh_from_db()

    assert first.due_on == date(2026, 12, 7)


@pytest.mark.parametrize(("net", "vat"), [("600.02", "120.00"), ("600.03", "120.01"), ("0.02", "0.00")])
def test_vat_of_a_line_is_rounded_half_up(money, net, vat):
    charge_flows.price(money.charges[0], D(net), by=money.fay, at=NOW)

    assert money.issue().vat == D(vat)


@pytest.mark.rule("R29b")
def test_one_body_pays_for_several_schools_and_goes_on_paying(money):
    trust = payer.add("trust", "River Trust", by=money.fay, at=NOW, address="1 Quay")

    issued = money.issue(*money.charges, payer=trust)

    assert (issued.payer_name, issued.payer_address, issued.gross) == ("River Trust", "1 Quay", D("1440.00"))
    assert {line.charge.school.name for line in issued.lines.all()} == {"Lead School", "Second School"}
    assert {charge.payer for charge in money.charges} == {trust}


@pytest.mark.rule("R29b")
def test_schools_with_different_payers_need_one_named(money):
    with pytest.raises(Refused, match="different payers"):
        money.issue(*money.charges)

    assert Invoice.objects.count() == 0
    assert InvoiceSeries.objects.count() == 0


@pytest.mark.rule("R29b")
def test_the_years_invoices_are_raised_in_one_act_one_a_payer(money):
    trust = payer.add("trust", "River Trust", by=money.fay, at=NOW)
    Charge.objects.filter(pk=money.charges[0].pk).update(payer=trust)

    issued = invoice.issue_for_year(money.year, by=money.fay, at=NOW)

    assert {(one.number, one.payer_name) for one in issued} == {
        ("IQM-2026-00001", "River Trust"),
        ("IQM-2026-00002", "Second School"),
    }
    with pytest.raises(Refused, match="nothing to invoice"):
        invoice.issue_for_year(money.year, by=money.fay, at=NOW)


@pytest.mark.rule("R29a")
def test_a_refused_invoice_leaves_no_gap(money):
    first, second = money.charges
    VatRate.objects.all().delete()
    with pytest.raises(Refused):
        money.issue(first)
    VatRate.objects.create(valid_from=date(2011, 1, 4), rate=D("20.00"))

    numbers = [money.issue(one).number for one in (first, second)]

    assert numbers == ["IQM-2026-00001", "IQM-2026-00002"]


@pytest.mark.rule("R29a")
def test_numbers_begin_again_with_the_year_in_london(money):
    first, second = money.charges
    invoice.issue([first], by=money.fay, at=NOW.replace(month=12, day=31, hour=23, minute=59))

    issued = invoice.issue([second], by=money.fay, at=NOW.replace(year=2027, month=1, day=1, hour=0))

    assert issued.number == "IQM-2027-00001"


@pytest.mark.rule("R29d")
def test_each_school_is_told_of_its_own_line_alone(money):
    trust = payer.add("trust", "River Trust", by=money.fay, at=NOW)
    money.issue(*money.charges, payer=trust)

    told = {
        (tuple(m.audience_of["schools"]), m.context["school"], m.context["amount"])
        for m in Message.objects.filter(kind="billing/invoice_issued")
    }

    assert told == {((c.school.pk,), c.school.name, "£720.00") for c in money.charges}


@pytest.mark.rule("R48f")
@pytest.mark.parametrize("kind", ["coordinator", "contributor"])
def test_nobody_prices_waives_or_invoices_their_own_school(money, kind):
    charge = money.charges[0]
    SchoolRoleFactory(user=money.fay, school=charge.school, kind=kind)

    for act in (
        lambda: charge_flows.price(charge, D("1.00"), by=money.fay, at=NOW),
        lambda: charge_flows.waive(charge, reason="Why not.", by=money.fay, at=NOW),
        lambda: money.issue(charge),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert money.issue(money.charges[1]).number == "IQM-2026-00001"


@pytest.mark.rule("R48f")
def test_leaving_the_school_a_moment_before_does_not_help(money):
    charge = money.charges[0]
    SchoolRoleFactory(user=money.fay, school=charge.school, ended_at=NOW, ended_by=money.fay)

    with pytest.raises(NotPermitted):
        charge_flows.waive(charge, reason="Why not.", by=money.fay, at=NOW)


@pytest.mark.parametrize("kind", ["staff", "administrator", "adviser", "assessor"])
def test_only_finance_does_finance(money, kind):
    other = scene.iqm_person("Other", kind)

    with pytest.raises(NotPermitted):
        invoice.issue(money.charges[:1], by=other, at=NOW)
    with pytest.raises(NotPermitted):
        fee_flows.set_vat(D("5.00"), valid_from=TODAY, by=other, at=NOW)
    with pytest.raises(NotPermitted):
        payer.add("trust", "T", by=other, at=NOW)
    assert (Invoice.objects.count(), Payer.objects.count()) == (0, 0)


# ---- by what the list is narrowed


@pytest.mark.rule("R30b")
def test_list_is_narrowed_by_what_its_column_says() -> None:
    """Paid and unpaid are told apart, each day anew."""
    money = Money()
    begun, other = money.lines()
    due_on = begun.invoice.due_on
    told = []
    for act in (lambda: None, lambda: money.pay(begun, "1.00"), lambda: money.pay(begun, "719.00")):
        act()
        for day in (due_on, due_on + days(1)):
            rows = {row.pk: row.standing(day).value for row in Charge.objects.for_list()}
            for code in ChargeStanding.values:
                listed = ChargeFilter({"state": code}, queryset=Charge.objects.for_list(), today=day).qs
                assert {row.pk for row in listed} == {pk for pk, state in rows.items() if state == code}
            told.append((rows[begun.charge_id], rows[other.charge_id]))

    assert told == [
        ("due", "due"),
        ("late", "late"),
        ("part_paid", "due"),
        ("late", "late"),
        ("paid", "due"),
        ("paid", "late"),
    ]
    every = ChargeFilter({"state": "invoiced"}, queryset=Charge.objects.for_list(), today=due_on).qs
    assert {row.pk for row in every} == {begun.charge_id, other.charge_id}
