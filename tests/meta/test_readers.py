"""The page that says who can see a thing names exactly those for whom the rule of the thing holds, at every stage."""

import pytest
from django.db.models import Model

from centres.membership.models.centre import Centre
from centres.membership.selectors.centre import readers_of as readers_of_centre
from iqm_coe.accounts.models.user import User
from reviews.reports.models.report import Report
from reviews.reports.selectors.report import readers_of as readers_of_report
from reviews.update.models.review import Review
from reviews.update.selectors.review import readers_of as readers_of_review
from tests.meta.cast import STAGES

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

KINDS = {
    "centre": (Centre, readers_of_centre),
    "review": (Review, readers_of_review),
    "report": (Report, readers_of_report),
}
THINGS = {"centre": {"centre"}, "review": {"review", "reviewed"}, "report": {"report", "sent_report", "issued_report"}}


@pytest.fixture(scope="module")
def everybody(worlds_by_stage, django_db_blocker):
    """All who can sign in, of every stage."""
    with django_db_blocker.unblock():
        yield list(User.objects.filter(is_active=True))


def for_whom_it_holds(rows: list[Model], everybody: list[User]) -> dict[Model, set[User]]:
    """By row, everybody who sees it; each is asked once, of all rows."""
    readers = {row: set() for row in rows}
    for who in everybody:
        for row in type(rows[0]).objects.visible_to(who).filter(pk__in=[one.pk for one in rows]):
            readers[row].add(who)
    return readers


@pytest.mark.rule("R5p")
@pytest.mark.parametrize("kind", KINDS)
def test_page_of_readers_names_exactly_those_who_see_the_thing(worlds_by_stage, everybody, kind):
    model, readers_of = KINDS[kind]
    things = [(stage, worlds_by_stage[stage].things) for stage in STAGES]
    numbers = {there[name]["pk"]: stage for stage, there in things for name in THINGS[kind] & set(there)}
    rows = list(model.objects.filter(pk__in=numbers))
    compared = set()
    for row, readers in for_whom_it_holds(rows, everybody).items():
        named = readers_of(row)
        assert {reader.user for reader in named} == readers, numbers[row.pk]
        assert all(reader.why for reader in named)
        compared |= {getattr(row, "state", ""), *(reader.why.split(",")[0] for reader in named)}

    assert len(rows) == len(numbers)
    assert {"IQM staff", "Administrator", "Coordinator", "Headteacher"} <= compared, compared
