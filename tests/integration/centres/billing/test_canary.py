"""Money of another Centre, and of another school on the same invoice, shows to nobody whom it is not for (R44)."""

import pytest
from django.test import Client
from django.urls import reverse

from centres.billing.flows import charge
from centres.billing.models.charge import Charge
from centres.billing.models.invoice import Invoice, InvoiceLine
from centres.billing.models.payer import Payer
from centres.billing.models.payment import Payment
from centres.consultancy.flows import call
from centres.consultancy.models.call import ConsultancyCall
from centres.consultancy.models.ledger import LedgerEntry
from schools.models.school import School
from tests import scene
from tests.clock import NOW, TODAY
from tests.factories.centres import CentreAccessFactory
from tests.factories.schools import SchoolRoleFactory
from tests.integration.centres.money import Money
from tests.meta.cast import BACKEND

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SCHOOL, PARTNER, SUM = "Quokka", "Wombat", "£1,111.20"


@pytest.fixture
def money() -> Money:
    """Our Centre: its two schools on one invoice to a trust, a call logged; and a canary Centre that pays as well."""
    canary = Money()
    School.objects.filter(pk=canary.played.lead.school.pk).update(name=f"{SCHOOL} Academy")
    canary.pay_all()
    _log(canary, f"Call with {SCHOOL}")
    ours = Money()
    School.objects.filter(pk=ours.played.members[0].school.pk).update(name=f"{PARTNER} School")
    charge.price(ours.charges[1], 926, by=ours.fay, at=NOW)
    ours.issue(*ours.charges, payer=Payer.objects.create(kind="trust", name="River Trust"))
    ours.receive("1.00", f"BACS {SCHOOL}")
    ours.canary = canary
    return ours


def _log(money: Money, about: str) -> None:
    facts = {"kind": "email", "held_on": TODAY, "minutes": 5, "with_whom": "Ms Oak", "about": about}
    call.log(money.year, **facts, by=money.adviser, at=NOW)


def people(money: Money) -> dict[str, object]:
    """Everybody about our Centre but finance and staff, who see all money."""
    made = {"coordinator": money.played.lead.coordinator, "head": money.played.lead.head, "adviser": money.adviser}
    for kind in ("contributor", "finance", "delegate"):
        made[kind] = scene.person(kind)
        authority = {"authority": "Governors"} if kind == "delegate" else {}
        SchoolRoleFactory(user=made[kind], school=money.played.lead.school, kind=kind, **authority)
    made["assessor"] = scene.iqm_person("Asa", "assessor")
    made["other adviser"] = scene.iqm_person("Olive", "adviser")
    made["nobody"] = scene.person("Nobody")
    return made


def addresses(money: Money) -> list[str]:
    """Every page of money that reads, for our Centre and for the canary's."""
    found = [reverse("billing:my_invoices"), reverse("consultancy:my_centres"), reverse("home:index")]
    for name in ("finance", "charges", "invoices", "payments", "prices"):
        found += [reverse(f"billing:{name}"), reverse(f"billing:{name}") + f"?q={SCHOOL[1:5]}"]
    for year in (money.year, money.canary.year):
        found += [reverse(name, args=[year.pk]) for name in ("year:year", "consultancy:ledger")]
    for invoice in Invoice.objects.all():
        found += [reverse(f"billing:{name}", args=[invoice.pk]) for name in ("invoice", "invoice_pdf")]
    return [*found, *(reverse("billing:payment", args=[one.pk]) for one in Payment.objects.all())]


@pytest.mark.rule("R29d", "R44d")
def test_canary_shows_on_no_page_and_a_partners_amount_on_none(money):
    told = {}
    for name, who in people(money).items():
        client = Client()
        client.force_login(who, backend=BACKEND)
        for address in addresses(money):
            page = client.get(address).content.decode(errors="replace")
            told |= {(name, address, word): 1 for word in (SCHOOL, SUM, "£1,831.20", "£720.00") if word in page}

    assert {key for key in told if key[2] != "£720.00"} == set()
    assert {name for name, _address, _word in told} == {"coordinator", "head", "delegate", "finance"}


@pytest.mark.rule("R44d")
def test_totals_match_without_the_canary(money):
    models = (Charge, InvoiceLine, Invoice, Payment, ConsultancyCall, LedgerEntry, Payer)

    counts = {
        name: tuple(model.objects.visible_to(who).count() for model in models) for name, who in people(money).items()
    }

    own = (1, 1, 1, 0, 0, 0, 0)
    assert counts == {
        **dict.fromkeys(("coordinator", "head", "delegate", "finance"), own),
        **dict.fromkeys(("contributor", "adviser", "assessor", "other adviser", "nobody"), (0,) * 7),
    }


@pytest.mark.rule("R29d")
def test_contact_of_a_payer_of_the_centre_sees_no_invoice_while_no_payer_is_named(money):
    """The access names a Centre and not whose contact it is, so it must not open what any body pays."""
    contact = scene.person("Petra")
    CentreAccessFactory(user=contact, centre=money.played.centre, kind="payer")

    seen = (Invoice, InvoiceLine, Charge, Payer)

    assert [list(model.objects.visible_to(contact)) for model in seen] == [[], [], [], []]
    assert list(Invoice.objects.whole_for(contact)) == []


def test_canary_sings_for_finance_and_staff(money):
    for who in (money.fay, money.played.staff):
        client = Client()
        client.force_login(who, backend=BACKEND)
        assert SCHOOL in client.get(reverse("billing:charges")).content.decode()
        assert SUM in client.get(reverse("billing:invoice", args=[Invoice.objects.last().pk])).content.decode()
