"""The invoice as a document: all a school's office needs in order to pay, and readable by everybody."""

from decimal import Decimal

import pypdfium2
import pytest

from centres.billing import conf, pdf
from centres.billing.flows import fee, payer
from iqm_coe.accounts.flows import setting
from tests import scene
from tests.clock import NOW, TODAY, days
from tests.documents import Words, astray, errors_in
from tests.factories.centres import MembershipFactory
from tests.factories.money import ChargeFactory
from tests.integration.centres.money import Money

pytestmark = pytest.mark.django_db


def words(document: bytes) -> str:
    """The text of every page, its white space as single blanks."""
    return " ".join(
        " ".join(sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(document)).split()
    )


@pytest.mark.rule("R29c")
def test_document_says_all_that_is_needed_to_pay():
    money = Money()
    trust = payer.add("trust", "River Trust", by=money.fay, at=NOW, address="1 Quay\nPort PO1 1PO")

    document = pdf.invoice(money.issue(*money.charges, payer=trust, po_number="PO 77"))

    told = words(document)
    for said in (
        "Invoice IQM-2026-00001",
        "River Trust 1 Quay Port PO1 1PO",
        "Monday 23 November 2026",
        "Wednesday 23 December 2026",
        "PO 77",
        "Lead School: annual payment, Trent Valley, Year 1, 23 Nov 2026 to 22 Nov 2027",
        "Second School: annual payment",
        "At 20% £240.00 VAT on £1,200.00",
        "Please pay £1,440.00 by",
        "00-00-00",
        "GB00 XXXX 0000 0000 0000 00",
    ):
        assert said in told, said
    assert errors_in(document) == []


@pytest.mark.rule("R29c")
def test_document_keeps_what_was_stamped_when_settings_and_prices_change():
    money = Money()
    issued = money.issue()
    before = words(pdf.invoice(issued))

    ada = scene.iqm_person("Ada", "administrator")
    setting.change(conf.bank_number, "99999999", by=ada, at=NOW)
    fee.set_vat(Decimal(5), valid_from=TODAY + days(1), by=money.fay, at=NOW)
    money.played.lead.school.name = "Renamed School"
    money.played.lead.school.save()

    assert words(pdf.invoice(issued)) == before


def test_long_invoice_runs_over_pages_and_stays_readable():
    money = Money()
    places = [MembershipFactory(centre=money.played.centre, state="live", live_from=TODAY) for _ in range(40)]
    more = [ChargeFactory(membership=place, year=money.year) for place in places]
    trust = payer.add("trust", "River Trust", by=money.fay, at=NOW)

    document = pdf.invoice(money.issue(*more, payer=trust))

    assert len(pypdfium2.PdfDocument(document)) > 1
    assert errors_in(document) == []


@pytest.mark.rule("R29c")
def test_invoice_of_two_lines_is_one_page():
    money = Money()
    trust = payer.add("trust", "River Trust", by=money.fay, at=NOW, address="1 Quay\nPort PO1 1PO")

    document = pdf.invoice(money.issue(*money.charges, payer=trust, po_number="PO 77"))

    assert len(pypdfium2.PdfDocument(document)) == 1


@pytest.mark.rule("R29c")
def test_long_words_stay_within_the_page_and_none_is_lost():
    money, told, long = Money(), Words(180), "x" * 190
    trust = payer.add("trust", f"Trust {long}", by=money.fay, at=NOW, address=f"{told.text()}\n{long}")

    document = pdf.invoice(money.issue(*money.charges, payer=trust, po_number="P" * 60))

    foot = "Inclusion Quality Mark (example) · VAT number GB 000 0000 00"
    assert astray(document, furniture={f"Invoice IQM-2026-00001 · Trust {long}", foot}) == []
    assert told.missing_in(document) == []
    assert errors_in(document) == []
