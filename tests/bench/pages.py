"""Pages without one list, as those who open them."""

import re

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from centres.billing.models.invoice import Invoice
from centres.consultancy.models.call import ConsultancyCall
from centres.year.models.year import CentreYear
from iqm_coe.demo.accounts import DOMAIN
from iqm_coe.lib.dates import london_date
from reviews.reports.models.report import Report
from reviews.update.models.answer import Answer
from reviews.visits.models.visit import Visit
from tests import scene
from tests.bench.bare import SHOWN
from tests.bench.measuring import (
    MOST_TIMES_BARE,
    MOST_TIMES_BARE_DASHBOARD,
    Gate,
    against_bare,
    bare_call,
    compare,
    connect_anew,
    leave_to_no_collection,
    person_of_the_demo,
    queries_of,
    settle,
    signed_in_with_factor,
)
from tests.factories.years import many_years

Pages = dict[str, tuple[str, str]]  # who opens each, by the demo's name, and its address
DASHBOARDS: Pages = {
    "What needs me, staff": ("sam", "/work/"),
    "What needs me, coordinator": ("clara", "/work/"),
    "What needs me, adviser": ("alan", "/work/"),
    "What needs me, assessor": ("asha", "/work/"),
    "What needs me, finance": ("fiona", "/work/"),
    "programme": ("sam", "/programme/"),
    "finance": ("fiona", "/centres/finance/"),
    "my Centres": ("alan", "/centres/consultancy/"),
    "my visits": ("asha", "/reviews/visits/mine/"),
}
PEOPLE = ("sam", "fiona", "alan", "asha", "clara")
MOST_QUERIES_OF_A_BOARD = 15
CENTRES = 500


def year_against_bare(gate: Gate) -> None:
    """The pages of a programme two years old: dashboards, and each page of one thing, as those who open them."""
    clients = {name: signed_in_with_factor(person_of_the_demo(name)) for name in PEOPLE}
    for name, (who, url) in {**DASHBOARDS, **glances()}.items():
        against_bare(gate, name, clients[who], url, MOST_TIMES_BARE_DASHBOARD)
        against_its_own(name, clients[who], url)
    for name, (who, url) in details().items():
        against_bare(gate, name, clients[who], url, MOST_TIMES_BARE)
        against_its_own(name, clients[who], url)


def _year() -> CentreYear:
    """The year of the Centre that has most behind it."""
    return CentreYear.objects.filter(centre__lead_school__roles__user__email=f"clara@{DOMAIN}").latest("number")


def glances() -> Pages:
    """The pages on which every app puts its part: a Centre, its year, a school's review."""
    year = _year()
    review = year.reviews.get(school=year.centre.lead_school)
    return {
        "Centre": ("clara", reverse("membership:centre", args=[year.centre_id])),
        "year": ("clara", reverse("year:year", args=[year.pk])),
        "review": ("clara", reverse("update:review", args=[review.pk])),
    }


def details() -> Pages:
    """One of each thing, of the Centre that has most behind it."""
    year = _year()
    review = year.reviews.get(school=year.centre.lead_school)
    visit = Visit.objects.filter(assessor__name="Asha Verma").earliest("pk")
    return {
        "plan": ("clara", reverse("year:plan", args=[year.plans.first().pk])),
        "element": ("clara", reverse("update:element", args=[review.pk, 1])),
        "visit": ("sam", reverse("visits:visit", args=[visit.pk])),
        "report": ("sam", reverse("reports:report", args=[Report.objects.filter(state="issued").first().pk])),
        "invoice": ("fiona", reverse("billing:invoice", args=[Invoice.objects.first().pk])),
        "ledger": ("alan", reverse("consultancy:ledger", args=[ConsultancyCall.objects.first().year_id])),
    }


def board_against_bare(gate: Gate) -> None:
    """The year board of five hundred Centres of three schools each; the rows stay behind."""
    sam, alan = (person_of_the_demo(name) for name in ("sam", "alan"))
    assessor = scene.iqm_person("Olga", "assessor")  # whose days are free
    many_years(CENTRES, by=sam, adviser=alan, assessor=assessor, on=london_date(timezone.now()))
    settle("VACUUM (ANALYZE)")
    connect_anew()
    leave_to_no_collection()
    client, url = signed_in_with_factor(sam), reverse("home:board")
    gate.check("year board: queries", queries_of(client, url), MOST_QUERIES_OF_A_BOARD)
    against_bare(gate, "year board", client, url, MOST_TIMES_BARE_DASHBOARD)


def against_its_own(name: str, client: Client, url: str) -> None:
    """For interest, and no gate: against a bare view that fetches and prints the very same things."""
    if name not in SHOWN:
        return
    pk = int(re.findall(r"\d+", url)[0])
    if name == "element":
        pk = Answer.objects.get(review=pk, element__number=1).pk
    ours, theirs = compare(lambda: client.get(url), bare_call(client, f"/bare/{name}/{pk}/"))
    seen = f"{ours * 1000:.1f} ms : {theirs * 1000:.1f} ms"
    print(f"       times a bare view that prints the same things ({seen}): {ours / theirs:.2f}")
