"""The pages of money and consultancy, as the people they are for open them."""

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from centres.billing.flows import charge as charge_flows
from centres.billing.models.fee import FeeBand, VatRate
from centres.billing.models.invoice import Invoice, InvoiceLine
from centres.billing.models.payer import Payer
from centres.billing.models.payment import Payment
from centres.billing.selectors import charge as selectors
from centres.consultancy.flows import call as call_flows
from centres.consultancy.flows import ledger
from centres.consultancy.models.call import ConsultancyCall
from centres.consultancy.models.ledger import LedgerEntry
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.worklist import lines_for
from iqm_coe.lib.year_line import steps_of
from iqm_coe.notifications.models.outbox import Message
from tests import scene
from tests.clock import NOW, TODAY, days
from tests.factories.schools import SchoolRoleFactory
from tests.integration.centres.money import Money
from tests.worlds import world

pytestmark = pytest.mark.django_db

D = Decimal


money = world(Money)


@pytest.fixture
def fay(client, money) -> object:
    """Finance's browser."""
    client.force_login(money.fay)
    return client


def text(client, name: str, *arguments, **query) -> str:
    answer = client.get(reverse(name, args=arguments), query)
    assert answer.status_code == 200, answer
    return " ".join(answer.content.decode().split())


def send(client, route: str, *arguments, **data):
    """A form as a browser sends it."""
    return client.post(reverse(route, args=arguments), {"csrfmiddlewaretoken": "x"} | data, follow=True)


def test_dashboard_says_what_to_do_next(fay, money):
    page = text(fay, "billing:finance")

    assert "£1,200.00 without VAT" in page
    assert "Raise the invoices" in page
    assert "0 of 2 schools have paid" in page
    assert "No money has been recorded yet." in page


@pytest.mark.rule("R48d")
def test_dashboard_shows_what_a_colleague_handles_and_offers_it_to_nobody_else(fay, money):
    before = [line.reason for line in lines_for(User.objects.get(iqm_role_set__kind="finance"), TODAY)]
    held = User.objects.get(iqm_role_set__kind="finance")
    SchoolRoleFactory(user=held, school=money.charges[0].school, kind="finance")
    page = text(fay, "billing:finance")

    assert "Raise the invoices of Trent Valley" in before
    assert "Raise the invoices of Trent Valley" not in [line.reason for line in lines_for(held, TODAY)]
    assert "£1,200.00 without VAT" in page
    assert "for a colleague" in page
    assert "Everything that has a price is invoiced" not in page


def test_dashboard_sorts_what_is_unpaid_by_how_late_it_is(fay, money):
    money.lines()

    page = text(fay, "billing:finance")

    assert 'Not due yet</a></th> <td data-label="Lines" class="num">2</td>' in page
    assert "£1,440.00" in page


def test_years_invoices_are_issued_from_the_confirm_page(fay, money):
    page = text(fay, "billing:issue_year", money.year.pk)
    assert "This mail will go" in page
    assert "Finance contacts and coordinators of Lead School" in page

    answer = send(fay, "billing:issue_year", money.year.pk)

    assert "2 invoices are issued." in answer.content.decode()
    assert Invoice.objects.count() == 2


def test_chosen_charges_go_on_one_invoice_to_one_body(fay, money):
    send(fay, "billing:add_payer", kind="trust", name="River Trust", address="1 Quay\nPort", email="pay@river.example")
    trust = Payer.objects.get(kind="trust")
    url = reverse("billing:issue_invoice") + "?" + "&".join(f"charge={c.pk}" for c in money.charges)
    assert "£1,200.00 without VAT is asked for" in " ".join(fay.get(url).content.decode().split())

    fay.post(url, {"payer": trust.pk, "po_number": "PO 1"})

    issued = Invoice.objects.get()
    assert (issued.payer, issued.po_number, issued.lines.count()) == (trust, "PO 1", 2)


def test_issue_without_a_choice_says_so(fay, money):
    answer = send(fay, "billing:issue_invoice", payer="", po_number="")

    assert "Choose at least one annual payment." in answer.content.decode()
    assert Invoice.objects.count() == 0


def test_price_and_waiver_are_set_on_their_pages(fay, money):
    first, second = money.charges

    send(fay, "billing:price_charge", first.pk, amount="£1,234.50")
    send(fay, "billing:waive_charge", second.pk, reason="Hardship.")

    assert [(c.net, c.state) for c in money.charges] == [(D("1234.50"), "open"), (D("600.00"), "waived")]


def bank(**more) -> dict[str, str]:
    line = {"received_on": TODAY.isoformat(), "amount": "1440", "text": "BACS 1", "payer": "", "account": ""}
    return line | {"occurrence": "1"} | more


@pytest.mark.rule("R30e")
@pytest.mark.parametrize("amount", ["12,50", "1e3", "NaN"])
def test_amount_that_reads_in_two_ways_is_not_recorded(fay, money, amount: str):
    answer = send(fay, "billing:receive_payment", **bank(amount=amount))

    assert "such as 12.50" in answer.content.decode()
    assert Payment.objects.count() == 0


def suggested(fay, line, query: str = "", **filled) -> str:
    """What “Suggest” writes beside a line."""
    url = reverse("billing:receive_payment") + query
    page = fay.post(url, bank(suggest="yes", **filled)).content.decode()
    assert Payment.objects.count() == 0
    found = re.search(rf'name="line_{line.pk}"(?: value="([^"]*)")?', page)
    return found[1] or "" if found else "not there"


@pytest.mark.rule("R30g")
def test_suggestion_fills_the_lines_of_whoever_pays_and_records_nothing(fay, money):
    first, second = money.lines()
    trust = Payer.objects.get(name=first.invoice.payer_name)
    cases = {
        ("", "BACS LEAD SCHOOL AND SECOND SCHOOL", ""): ("720.00", "280.00"),
        ("", "bacs second school", ""): ("", "720.00"),
        ("", "BACS 1", trust.pk): ("720.00", ""),
        ("?q=school", "BACS 1", ""): ("720.00", "280.00"),
    }
    for (query, words, payer), parts in cases.items():
        filled = {"amount": "1000.00", "text": words, "payer": payer}
        assert (suggested(fay, first, query, **filled), suggested(fay, second, query, **filled)) == parts, words


@pytest.mark.rule("R30g")
def test_suggestion_gives_nothing_to_strangers(fay, money):
    first, second = money.lines()
    filled = {"amount": "720.00", "text": "BACS 1 PARK PRE-SCHOOLING"}

    assert (suggested(fay, first, **filled), suggested(fay, second, **filled)) == ("", "")
    page = send(fay, "billing:receive_payment", **bank(suggest="yes", **filled)).content.decode()
    assert "Nothing says whose money this is: write what each line gets." in page


@pytest.mark.rule("R30g")
@pytest.mark.parametrize("written", ["{0}", "Inv {0} thanks", "iqm{1}{2}", "IQM / {1} {2}", "{1}-{2}"])
def test_suggestion_is_for_the_invoice_that_the_bank_line_names(fay, money, written: str):
    """The second line is named; the first is older and due first."""
    first, second = money.lines()
    words = written.format(second.invoice.number, *second.invoice.number.split("-")[1:])

    assert suggested(fay, second, amount="720.00", text=words) == "720.00"
    assert suggested(fay, first, amount="720.00", text=words) == ""


@pytest.mark.rule("R30g")
@pytest.mark.parametrize(("amount", "words"), [
    ("700.00", "names {0}, of which £720.00 is open and not £700.00"),
    ("1440.00", "names {0}, of which £720.00 is open and not £1,440.00"),
])  # fmt: skip
def test_named_invoice_that_does_not_fit_is_said_and_nothing_suggested(fay, money, amount: str, words: str):
    first, second = money.lines()
    filled = {"amount": amount, "text": f"{second.invoice.number} LEAD SCHOOL"}

    assert (suggested(fay, first, **filled), suggested(fay, second, **filled)) == ("", "")
    page = send(fay, "billing:receive_payment", **bank(suggest="yes", **filled)).content.decode()
    assert words.format(second.invoice.number) in page


@pytest.mark.rule("R30g")
def test_named_invoice_that_is_settled_or_not_ours_is_said(fay, money):
    first, second = money.lines()
    money.pay(second)
    for number, words in ((second.invoice.number, "of which £0.00 is open"), ("IQM-2031-00001", "no invoice of ours")):
        filled = bank(suggest="yes", amount="720.00", text=f"{number} Lead School")
        page = send(fay, "billing:receive_payment", **filled).content.decode()
        assert words in page
        assert f'name="line_{first.pk}" value=""' in page


@pytest.mark.rule("R30e")
def test_looking_for_lines_keeps_what_is_typed_and_records_nothing(fay, money):
    first, second = money.lines()
    given = {f"line_{first.pk}": "70", "amount": "12,50", "text": "BACS half a line"}
    page = send(fay, "billing:receive_payment", **bank(look="yes", q="second", **given)).content.decode()

    assert re.search(rf'name="line_{first.pk}"[^>]* value="70"|value="70"[^>]* name="line_{first.pk}"', page)
    assert f'name="line_{second.pk}"' in page
    assert "BACS half a line" in page
    assert "12,50" in page
    assert "such as 12.50" not in page
    assert Payment.objects.count() == 0
    assert f'name="line_{first.pk}"' not in text(fay, "billing:receive_payment", q="second")


@pytest.mark.rule("R30e")
def test_payer_is_chosen_among_those_of_the_lines_and_those_looked_for(fay, money):
    there = {line.invoice.payer.name for line in money.lines()}
    Payer.objects.bulk_create(Payer(kind="partnership", name=f"Partners {number:03d}") for number in range(500))

    def offered(**query: str) -> set[str]:
        page = text(fay, "billing:receive_payment", **query)
        return set(re.findall(r"<option[^>]*>([^<]*)", page)) - {"Not known"}

    assert offered() == there
    assert offered(q="partners 017") == {"Partners 017"}
    assert len(offered(q="partners")) == 40

    chosen = Payer.objects.get(name="Partners 018")
    send(fay, "billing:receive_payment", **bank(payer=str(chosen.pk)))
    assert Payment.objects.get().payer == chosen


@pytest.mark.rule("R30g")
def test_rest_of_a_payment_is_suggested_by_the_same_rule(fay, money):
    first, second = money.lines()
    payment = money.receive("720.00", f"BACS {second.invoice.number}")

    page = send(fay, "billing:allocate_payment", payment.pk, suggest="yes").content.decode()

    assert f'name="line_{second.pk}" value="720.00"' in page
    assert f'name="line_{first.pk}" value=""' in page


@pytest.mark.rule("R30f")
def test_near_duplicate_is_asked_about_with_the_way_to_the_other(fay, money):
    there = money.receive("1440.00", "BACS  1")

    asked = send(fay, "billing:receive_payment", **bank()).content.decode()
    assert "This is another payment" in asked
    assert reverse("billing:payment", args=[there.pk]) in asked
    assert Payment.objects.count() == 1

    send(fay, "billing:receive_payment", **bank(is_another="on"))
    assert Payment.objects.count() == 2


@pytest.mark.rule("R30a")
def test_second_click_leads_to_the_payment_that_is_there(fay, money):
    first, second = money.lines()
    filled = bank(**{f"line_{first.pk}": "720.00", f"line_{second.pk}": "720.00"})

    send(fay, "billing:receive_payment", **filled)
    again = send(fay, "billing:receive_payment", **filled, csrfmiddlewaretoken="another page")

    assert "Nothing was recorded twice." in again.content.decode()
    assert Payment.objects.get().unallocated == 0
    assert LedgerEntry.objects.get().minutes == 60


def test_lines_cannot_get_more_than_was_received(fay, money):
    line = money.lines()[0]

    answer = send(fay, "billing:receive_payment", **bank(amount="10.00", **{f"line_{line.pk}": "10.01"}))

    assert "The lines get more than was received." in answer.content.decode()
    assert Payment.objects.count() == 0


def test_rest_of_a_payment_is_allocated_later_and_taken_back(fay, money):
    line = money.lines()[0]
    payment = money.receive("720.00")

    send(fay, "billing:allocate_payment", payment.pk, **{f"line_{line.pk}": "720.00"})
    send(fay, "billing:take_back", payment.allocations.get().pk, reason="Wrong school.")

    page = text(fay, "billing:payment", payment.pk)
    assert "−£720.00" in page
    assert "Wrong school." in page
    assert "£720.00 not allocated" in page


def test_small_rest_is_written_off_on_its_page(fay, money):
    line = money.lines()[0]
    money.pay(line, "718.00")

    assert "£2.00 is let go" in text(fay, "billing:write_off", line.pk)
    send(fay, "billing:write_off", line.pk, reason="Bank charges.")

    assert InvoiceLine.objects.get(pk=line.pk).outstanding == 0


@pytest.mark.rule("R28b")
def test_new_fees_and_vat_are_set_on_their_pages(fay, money):
    send(fay, "billing:set_bands", valid_from="2026-12-01", pupils_to_1="500", amount_1="700", amount_2="1000")
    send(fay, "billing:set_vat", valid_from="2026-12-01", rate="15")

    found = FeeBand.objects.filter(valid_from="2026-12-01").order_by("pupils_from")
    assert [(band.pupils_to, band.amount) for band in found] == [(500, D("700")), (None, D("1000"))]
    assert VatRate.objects.get(valid_until=None).rate == D("15")
    assert "500 pupils" in text(fay, "billing:prices")


@pytest.mark.rule("R28b")
@pytest.mark.parametrize(
    "steps",
    [
        {"pupils_to_1": "400", "amount_1": "700", "amount_2": "800", "pupils_to_3": "2000", "amount_3": "900"},
        {"pupils_to_1": "400", "amount_1": "700", "amount_2": "800", "amount_3": "900"},
    ],
)
def test_step_without_a_number_of_pupils_is_only_the_last(fay, money, steps):
    answer = send(fay, "billing:set_bands", valid_from="2026-12-01", **steps)

    page = answer.content.decode()
    assert "only the last step has no end" in page
    assert 'value="800"' in page
    assert FeeBand.objects.count() == 3


@pytest.mark.rule("R28b")
def test_empty_row_between_steps_is_passed_over(fay, money):
    send(
        fay,
        "billing:set_bands",
        valid_from="2026-12-01",
        pupils_to_1="400",
        amount_1="700",
        pupils_to_3="900",
        amount_4="9",
    )

    found = FeeBand.objects.filter(valid_from="2026-12-01").order_by("pupils_from")
    assert [(band.pupils_to, band.amount) for band in found] == [(400, D("700")), (900, None), (None, D("9"))]


def a_reason(length: int) -> str:
    return "x" * length


@pytest.mark.parametrize(
    ("route", "most"),
    [("billing:take_back", 300), ("billing:write_off", 300), ("consultancy:correct_entry", 500)],
    ids=str,
)
def test_reason_is_as_long_as_its_column_and_a_longer_one_is_not_lost(client, money, route, most):
    first, second = money.lines()
    money.pay(first, "718.00")
    money.pay(second)
    ledger.release_early(money.year, reason="R", by=money.fay, at=NOW)
    facts = {"kind": "email", "held_on": TODAY, "minutes": 5, "with_whom": "Ms Oak", "about": "Plans."}
    entry = call_flows.log(money.year, **facts, by=money.adviser, at=NOW).entry
    taken = {
        "billing:take_back": second.allocations.get(),
        "billing:write_off": first,
        "consultancy:correct_entry": entry,
    }[route]
    client.force_login(money.adviser if route == "consultancy:correct_entry" else money.fay)

    page = send(client, route, taken.pk, reason=a_reason(most + 1)).content.decode()
    assert f"Say it in up to {most} characters; this is {most + 1}." in page
    assert a_reason(most + 1) in page

    assert send(client, route, taken.pk, reason=a_reason(most)).redirect_chain


def test_price_above_what_an_invoice_can_ask_for_is_told_at_its_field(fay, money):
    answer = send(fay, "billing:price_charge", money.charges[0].pk, amount="1000000.00")

    assert "999999.99" in answer.content.decode()
    assert {charge.net for charge in money.charges} == {D("600.00")}


@pytest.mark.rule("R29d")
def test_school_sees_its_own_line_of_a_shared_invoice_and_no_sum_of_others(client, money):
    trust = Payer.objects.create(kind="trust", name="River Trust")
    issued = money.issue(*money.charges, payer=trust)
    client.force_login(money.played.members[0].coordinator)

    page = text(client, "billing:invoice", issued.pk)

    assert "Second School: annual payment" in page
    assert "Lead School" not in page
    assert "£720.00" in page
    assert "£1,440.00" not in page
    assert "This invoice asks for the payments of other schools too." in page
    assert client.get(reverse("billing:invoice_pdf", args=[issued.pk])).status_code == 404
    assert "Lead School" not in text(client, "billing:my_invoices")


@pytest.mark.rule("R29d")
def test_whoever_sees_every_line_gets_the_document(client, money):
    issued = money.issue()
    for who in (money.played.lead.coordinator, money.played.lead.head, money.fay, money.played.staff):
        client.force_login(who)
        answer = client.get(reverse("billing:invoice_pdf", args=[issued.pk]))
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF-")
        assert answer["Content-Disposition"] == 'attachment; filename="IQM-2026-00001.pdf"'


def test_year_page_tells_each_school_in_a_word_and_amounts_to_its_own(client, money):
    money.pay(money.lines()[0])
    client.force_login(money.played.members[0].coordinator)

    page = text(client, "year:year", money.year.pk)

    assert "1 of 2 schools" in page
    assert page.count(reverse("billing:invoices")) == 0
    assert len(set(re.findall(r"/invoices/\d+/", page))) == 1
    assert "1 school has not paid yet" in page


LONG_AFTER = NOW + days(45)


def standings(money: Money, user) -> dict[str, str]:
    """What the year page and the pack say of each school, long after the invoices were due."""
    rows = selectors.year_payments(money.year, user)
    return {row.charge.school.name: str(row.charge.standing(LONG_AFTER.date()).label) for row in rows}


@pytest.mark.rule("R29d")
def test_other_schools_read_whether_a_school_has_paid_and_never_that_it_is_late(client, money):
    first, second = money.lines()
    ours, theirs = money.played.lead.coordinator, money.played.members[0].coordinator
    late = {"Lead School": "Late", "Second School": "Late"}
    assert standings(money, ours) == late | {"Second School": "Not paid yet"}
    assert standings(money, theirs) == late | {"Lead School": "Not paid yet"}
    assert standings(money, money.adviser) == dict.fromkeys(late, "Not paid yet")
    assert standings(money, money.fay) == late

    money.pay(first)
    money.pay(second, "719.00")

    assert standings(money, ours) == {"Lead School": "Paid", "Second School": "Not paid yet"}
    assert standings(money, theirs) == {"Lead School": "Paid", "Second School": "Late"}
    with time_machine.travel(LONG_AFTER, tick=False):
        client.force_login(ours)
        page = text(client, "year:year", money.year.pk)
    assert "Not paid yet" in page
    assert "Late" not in page


@pytest.mark.rule("R29d")
def test_waiver_of_another_school_is_not_told(money):
    charge_flows.waive(money.charges[1], reason="Hardship.", by=money.fay, at=NOW)

    assert standings(money, money.played.lead.coordinator) == {"Lead School": "Not paid yet", "Second School": "Paid"}


@pytest.mark.rule("R29d")
@pytest.mark.parametrize(("who", "state"), [("lead", "coming"), ("member", "late"), ("adviser", "coming")])
def test_line_of_the_year_is_late_for_who_is_late(money, who, state):
    money.pay(money.lines()[0])
    people = {"lead": money.played.lead, "member": money.played.members[0]}
    user = people[who].coordinator if who in people else money.adviser

    step = steps_of(user, {money.year.pk: "/year/"}, LONG_AFTER.date())[money.year.pk][0]

    assert (step.label, step.state, step.note) == ("Paid", state, "1 of 2 schools")


@pytest.mark.rule("R44s")
@pytest.mark.parametrize("kind", ["contributor", "finance"])
def test_year_is_shut_to_whoever_does_not_speak_for_the_school(client, money, kind):
    cora = scene.person("Cora")
    SchoolRoleFactory(user=cora, school=money.played.lead.school, kind=kind)
    client.force_login(cora)

    assert client.get(reverse("year:year", args=[money.year.pk])).status_code == 404


def call(money: Money, **more) -> dict[str, str]:
    token = "0b1f2c3d-0000-4000-8000-000000000001"
    facts = {
        "kind": "telephone",
        "held_on": TODAY.isoformat(),
        "minutes": "75",
        "with_whom": "Ms Oak",
        "about": "Plans",
    }
    return facts | {"note": "They worry.", "token": token} | more


@pytest.mark.rule("R33a", "R33c")
def test_adviser_logs_a_call_and_reads_what_it_cost(client, money):
    money.pay_all()
    client.force_login(money.adviser)
    assert "Log a call" in text(client, "consultancy:my_centres")

    answer = send(client, "consultancy:log_call", money.played.centre.pk, **call(money))
    send(client, "consultancy:log_call", money.played.centre.pk, **call(money))

    assert "1 hour 15 minutes; charged 1 hour. Left for this year: 0 minutes." in answer.content.decode()
    assert ConsultancyCall.objects.count() == 1
    assert "They worry." in text(client, "consultancy:ledger", money.year.pk)


@pytest.mark.rule("R44h")
def test_school_reads_the_log_and_no_private_note(client, money):
    money.pay_all()
    client.force_login(money.adviser)
    send(client, "consultancy:log_call", money.played.centre.pk, **call(money))
    for who in (money.played.lead.head, money.fay, money.played.staff):
        client.force_login(who)
        page = text(client, "consultancy:ledger", money.year.pk)
        assert "Ms Oak" in page
        assert "They worry." not in page


def test_day_outside_every_year_is_told_at_its_field(client, money):
    client.force_login(money.adviser)

    answer = send(client, "consultancy:log_call", money.played.centre.pk, **call(money, held_on="2020-01-01"))

    assert "This day lies in no year of the Centre." in answer.content.decode()
    assert ConsultancyCall.objects.count() == 0


@pytest.mark.rule("R36a")
def test_charge_of_a_call_is_corrected_on_its_page(client, money):
    money.pay_all()
    client.force_login(money.adviser)
    send(client, "consultancy:log_call", money.played.centre.pk, **call(money))

    send(client, "consultancy:correct_entry", LedgerEntry.objects.get(kind="spend").pk, reason="Another Centre.")

    page = text(client, "consultancy:ledger", money.year.pk)
    assert "<strong>1 hour</strong>" in page
    assert "Another Centre." in page


@pytest.mark.rule("R32c")
def test_finance_releases_the_hour_on_its_page(fay, money):
    send(fay, "consultancy:release_hour", money.year.pk, reason="They pay in March.")

    assert "<strong>1 hour</strong>" in text(fay, "consultancy:ledger", money.year.pk)
    assert Message.objects.filter(kind="consultancy/hour_unlocked").count() == 2


def test_my_centres_tells_minutes_contacts_and_what_is_next(client, money):
    client.force_login(money.adviser)
    page = text(client, "consultancy:my_centres")
    assert "not unlocked yet" in page
    assert "Coordinator of Lead School" in page
    assert "Plans due" in page


def test_lists_are_narrowed(fay, money):
    money.lines()
    assert "Lead School" in text(fay, "billing:charges", state="invoiced", q="lead")
    assert "No annual payment found" in text(fay, "billing:charges", state="to_price")
    assert "IQM-2026-00001" in text(fay, "billing:invoices", standing="unpaid")
    assert "No invoice found" in text(fay, "billing:invoices", standing="late")
    assert "No payment found" in text(fay, "billing:payments", rest="yes")


def test_payer_with_an_address_that_no_column_holds_is_told_so(fay):
    label = "x" * 60
    email = f"{'n' * 64}@{label}.{label}.{label}.people.ex"

    page = fay.post(reverse("billing:add_payer"), {"kind": "trust", "name": "River Trust", "email": email})

    assert "Say it in up to 254 characters; this is 257." in page.content.decode()
    assert Payer.objects.filter(kind="trust").count() == 0


AROUND_THE_DUE_DAY = [
    (datetime(2026, 12, 24, 9, 0, tzinfo=UTC), "1 day late", "Late"),
    (datetime(2026, 12, 23, 21, 0, tzinfo=UTC), "Due today", "Invoiced"),
]


@pytest.mark.rule("R13g")
@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "Asia/Dubai", "Europe/London"])
@pytest.mark.parametrize(("at", "said", "word"), AROUND_THE_DUE_DAY)
def test_invoice_says_one_today_to_readers_everywhere(client, money, zone: str, at: datetime, said: str, word: str):
    """In Honolulu it is still the day before, in Dubai already the day after."""
    line = money.lines()[0]
    money.fay.time_zone = zone
    money.fay.save()
    with time_machine.travel(at, tick=False):
        client.force_login(money.fay)
        pages = [text(client, "billing:invoice", line.invoice_id), text(client, "billing:invoices")]
    assert line.invoice.due_on.isoformat() == "2026-12-23"
    assert f"</svg>{said}</span>" in pages[0]
    assert all(f"</svg>{word}</span>" in page for page in pages)


@pytest.mark.parametrize(
    ("late", "age"),
    [(0, "not_due"), (1, "late_30"), (30, "late_30"), (31, "late_60"), (60, "late_60"), (61, "late_more")],
)
def test_each_age_of_what_is_unpaid_leads_to_its_invoices(client, money, late, age):
    line = money.lines()[0]
    with time_machine.travel(NOW + (line.invoice.due_on - NOW.date()) + days(late), tick=False):
        client.force_login(money.fay)
        dashboard = client.get(reverse("billing:finance")).text
        found = {
            code: line.invoice.number in client.get(reverse("billing:invoices"), {"standing": code}).text
            for code in ("not_due", "late_30", "late_60", "late_more")
        }

    assert f"{reverse('billing:invoices')}?standing={age}" in dashboard
    assert [code for code, is_there in found.items() if is_there] == [age]


def test_whoever_records_a_statement_goes_on_to_the_next_line_of_its_day(fay):
    """A second press of the button leads on as the first did, and nothing is recorded twice."""
    line = bank(and_next="yes", received_on="2026-11-20")

    answer = send(fay, "billing:receive_payment", **line)
    again = send(fay, "billing:receive_payment", **line)

    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == f"{reverse('billing:receive_payment')}?received_on=2026-11-20"
    assert "£1,440.00 is recorded: BACS 1. Now the next line." in page
    assert 'value="2026-11-20"' in page
    assert (again.status_code, Payment.objects.count()) == (200, 1)


@pytest.mark.parametrize("typed", ["", "yesterday", "2026-02-30"])
def test_day_that_is_none_leaves_today(fay, typed):
    assert f'value="{TODAY.isoformat()}"' in text(fay, "billing:receive_payment", received_on=typed)
