"""What notes are written about, and whose notes of it somebody reads."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from centres.application.models.application import Application
from centres.billing.models.invoice import Invoice
from centres.billing.querysets.charge import READS_MONEY
from centres.membership.conditions.interest import centres_of_interest, without_interest_of
from centres.membership.models.centre import Centre
from centres.membership.models.membership import Membership
from centres.year.models.plan import Plan
from iqm_coe.accounts.enums import OFFICE, IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.kept_questions import kept
from reviews.reports.models.report import Report
from reviews.update.models.review import Review
from reviews.visits.models.visit import Visit
from schools.models.school import School
from schools.querysets import ever_schools_of

OF_THE_OFFICE = frozenset({IqmRoleKind.STAFF, IqmRoleKind.ADMINISTRATOR, IqmRoleKind.FINANCE})


@dataclass(frozen=True)
class About:
    """One kind of thing: those of which a person reads notes, the address of its page, what it is called."""

    model: type[Model]
    rows: Callable[[User], QuerySet[Model]]
    route: str
    key: str = "pk"  # of what the page's address asks for
    kinds: frozenset[IqmRoleKind] = OFFICE  # of the office, who reads them by their role
    says: Callable[[Any], str] = str  # what one is called where it stands alone


def _with_a_part(user: User) -> Q:
    """Schools where they hold or held a role, and those that stand beside one of them in a Centre."""
    beside = Membership.objects.filter(centre__in=centres_of_interest(user))
    return Q(pk__in=ever_schools_of(user)) | Q(pk__in=beside.values("school"))


def _schools(user: User) -> QuerySet[School]:
    return School.objects.visible_to(user).exclude(_with_a_part(user))


def _centres(user: User) -> QuerySet[Centre]:
    return Centre.objects.visible_to(user).filter(without_interest_of(user, "pk"))


def _applications(user: User) -> QuerySet[Application]:
    return Application.objects.visible_to(user).filter(without_interest_of(user, "centre"))


def _plans(user: User) -> QuerySet[Plan]:
    seen = Plan.objects.visible_to(user).select_related("year__centre")
    return seen.filter(without_interest_of(user, "year__centre"))


def _visits(user: User) -> QuerySet[Visit]:
    return Visit.objects.visible_to(user).filter(without_interest_of(user, "year__centre"))


def _reviews(user: User) -> QuerySet[Review]:
    seen = Review.objects.visible_to(user).select_related("school", "year__centre")
    return seen.filter(without_interest_of(user, "year__centre"))


def _reports(user: User) -> QuerySet[Report]:
    """Not the own ones: whoever writes a report has a part in it (R24)."""
    seen = Report.objects.visible_to(user).select_related("review__school", "review__year__centre")
    return seen.filter(without_interest_of(user, "review__year__centre")).exclude(author=user)


def _invoices(user: User) -> QuerySet[Invoice]:
    schools = School.objects.filter(_with_a_part(user))
    own = Invoice.objects.filter(lines__charge__membership__school__in=schools.values("pk"))
    return Invoice.objects.visible_to(user).exclude(pk__in=own.values("pk"))


def _plan_in_words(plan: Plan) -> str:
    """By its kind a Centre has one each year."""
    return f"{plan}, {plan.year}, {plan.year.centre.name}"


KINDS: Mapping[str, About] = {
    "schools.school": About(School, _schools, "schools:school"),
    "membership.centre": About(Centre, _centres, "membership:centre"),
    "application.application": About(Application, _applications, "application:application", key="centre_id"),
    "update.review": About(Review, _reviews, "update:review"),
    "reports.report": About(Report, _reports, "reports:report"),
    "visits.visit": About(Visit, _visits, "visits:visit"),
    "year.plan": About(Plan, _plans, "year:plan", says=_plan_in_words),
    "billing.invoice": About(Invoice, _invoices, "billing:invoice", kinds=frozenset(READS_MONEY)),
}


def is_of_the_office(user: User) -> bool:
    """Staff, administrators and finance; assessors and advisers read no notes."""
    return bool(user.iqm_roles & OF_THE_OFFICE)


def seen_by(user: User) -> Mapping[str, QuerySet[Any]]:
    """By kind the keys of the things whose notes this person reads; nothing for whoever is not of the office."""
    if not is_of_the_office(user):
        return {}
    return {label: about.rows(user).order_by().values("pk") for label, about in KINDS.items()}


def among(user: User, label: str, keys: Iterable[int]) -> set[int]:
    """Of these things of one kind those whose notes this person reads, all asked at once."""
    if not is_of_the_office(user):
        return set()
    return set(KINDS[label].rows(user).filter(pk__in=keys).order_by().values_list("pk", flat=True))


def reads_notes_of(user: User, thing: Model) -> bool:
    """The same asked of one thing."""
    return is_of_the_office(user) and bool(_read_one(user, thing._meta.label_lower, thing.pk))


@kept("number")
def _read_one(user: User, label: str, number: int) -> QuerySet[Model, int]:
    return KINDS[label].rows(user).filter(pk=number).order_by().values_list("pk", flat=True)
