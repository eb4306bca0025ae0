"""Many Centres, plans, applications, reviews, visits, reports or invoices are given to a colleague."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import ClassVar, TypeVar

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from centres.application.lists import Applications
from centres.application.models.application import Application
from centres.billing.lists import Invoices
from centres.billing.models.invoice import Invoice
from centres.membership.lists import Centres
from centres.membership.models.centre import Centre
from centres.year.lists import Plans
from centres.year.models.plan import Plan
from iqm_coe.accounts.enums import OFFICE, IqmRoleKind
from iqm_coe.accounts.models.user import User
from iqm_coe.lib.forms import DayField, choice_of
from iqm_coe.lib.templatetags.words import short_date
from iqm_coe.lists.acts import Answers, BulkAct, BulkForm, Done, Planned, bulk_act
from iqm_coe.notes.about import KINDS, among, is_of_the_office
from iqm_coe.notes.conditions.note import stands
from iqm_coe.notes.flows import note as flows
from iqm_coe.notes.models.note import FollowUp
from reviews.reports.lists import Reports
from reviews.reports.models.report import Report
from reviews.update.lists import Reviews
from reviews.update.models.review import Review
from reviews.visits.lists import Visits
from reviews.visits.models.visit import Visit

M = TypeVar("M", bound=Model)
PASSED = _("Choose a day that has not passed.")


class AssignForm(BulkForm):
    owner = forms.ModelChoiceField(
        label=_("Who sees to them"), queryset=User.objects.none(), empty_label=_("Choose a colleague")
    )
    on = DayField(label=_("Look at them from"), help_text=_("From this day on they stand in the colleague's list."))

    kinds: ClassVar[frozenset[IqmRoleKind]] = OFFICE

    def prepare(self, *, user: User) -> None:
        """Whoever of the office reads such things; of what they have a part in they get nothing."""
        choice_of(self, "owner").queryset = User.objects.colleagues(self.kinds)


class AssignInvoicesForm(AssignForm):
    kinds = KINDS["billing.invoice"].kinds


class Assign(BulkAct[M]):
    """To one colleague, from a day on. Nobody is told by mail, so it can be taken back."""

    model: ClassVar[type[Model]]
    label, form, can_be_taken_back = _("Give to a colleague"), AssignForm, True
    consequence = _("It stands in the colleague's list from that day on. No mail goes; it can be taken back.")

    def is_offered_to(self, user: User) -> bool:
        return is_of_the_office(user)

    def rows(self, user: User) -> QuerySet[M]:
        seen: QuerySet[M] = self.model._default_manager.visible_to(user).for_list()  # type: ignore[attr-defined]  # of all of them
        return seen

    def title(self, row: M) -> str:
        return KINDS[self.model._meta.label_lower].says(row)

    def amiss(self, answers: Answers, *, on: date) -> Mapping[str, str]:
        return {"on": str(PASSED)} if answers["on"] < on else {}

    def plan(self, rows: Sequence[M], answers: Answers, *, by: User, on: date) -> Iterator[Planned]:
        """With whom each is now, and who gets it."""
        owner, day = answers["owner"], answers["on"]
        label, keys = self.model._meta.label_lower, [row.pk for row in rows]
        mine, theirs = among(by, label, keys), among(owner, label, keys)
        held = FollowUp.objects.filter(about_type=label, about_id__in=keys).select_related("owner")
        now = {row.about_id: row for row in held}
        for row in rows:
            stood = now.get(row.pk)
            if day < on:
                yield Planned(str(PASSED), is_left_out=True)
            elif row.pk not in mine:
                yield Planned(_now("You have a part in it, or may not do this here."), is_left_out=True)
            elif row.pk not in theirs:
                yield Planned(_now("%s has a part in it, or does not see it.") % owner.name, is_left_out=True)
            elif stood and (stood.owner_id, stood.on) == (owner.pk, day):
                yield Planned(_now("It is with %s from that day already.") % owner.name, is_left_out=True)
            else:
                yield Planned(_planned(owner, day, stood), mark=stands(stood))

    def carry_out(self, row: M, mark: str, answers: Answers, *, by: User, at: datetime) -> Done:
        owner, day = answers["owner"], answers["on"]
        before = flows.assign(row, owner=owner, on=day, seen=mark, by=by, at=at)
        told = {"name": owner.name, "day": short_date(day)}
        return Done(_now("%(name)s sees to it from %(day)s.") % told, before=before)

    def take_back(self, row: M, before: str, *, by: User, at: datetime) -> None:
        flows.take_back(row, before, by=by, at=at)


def _planned(owner: User, day: date, stood: FollowUp | None) -> str:
    """Who gets it, from when on, and from whom it is taken."""
    told = {"name": owner.name, "day": short_date(day)}
    if stood is None:
        return _now("To %(name)s, from %(day)s; nobody has it now") % told
    told |= {"before": stood.owner.name, "since": short_date(stood.on) if stood.on else _now("no day")}
    return _now("To %(name)s, from %(day)s; taken from %(before)s, who had it from %(since)s") % told


@bulk_act
class AssignApplications(Assign[Application]):
    name, table, model = "assign_applications", Applications, Application


@bulk_act
class AssignCentres(Assign[Centre]):
    name, table, model = "assign_centres", Centres, Centre


@bulk_act
class AssignPlans(Assign[Plan]):
    name, table, model = "assign_plans", Plans, Plan


@bulk_act
class AssignReviews(Assign[Review]):
    name, table, model = "assign_reviews", Reviews, Review

    def title(self, row: Review) -> str:
        return f"{row}, {row.year.centre.name}"


@bulk_act
class AssignVisits(Assign[Visit]):
    name, table, model = "assign_visits", Visits, Visit


@bulk_act
class AssignReports(Assign[Report]):
    name, table, model = "assign_reports", Reports, Report


@bulk_act
class AssignInvoices(Assign[Invoice]):
    name, table, model, form = "assign_invoices", Invoices, Invoice, AssignInvoicesForm

    def title(self, row: Invoice) -> str:
        return f"{row.number}, {row.payer_name}"
