"""What is done with many plans, and with many Centres, at once."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from centres.membership.conditions.interest import people_with_interest
from centres.membership.enums import CentreAccessKind, CentreState
from centres.membership.lists import Centres
from centres.membership.models.access import CentreAccess
from centres.membership.models.centre import Centre
from centres.year.deadlines import PLAN
from centres.year.emails import adviser as emails
from centres.year.flows import adviser as adviser_flows
from centres.year.forms.adviser import fit_advisers
from centres.year.lists import Plans
from centres.year.models.plan import Plan
from iqm_coe.accounts.models.user import User
from iqm_coe.accounts.rules import is_staff
from iqm_coe.lib.errors import Refused
from iqm_coe.lib.permissions import may
from iqm_coe.lists.acts import Answers, BulkAct, BulkForm, Done, Mail, Planned, bulk_act
from iqm_coe.notifications.due_acts import GiveMoreTime, RemindOfDeadlines


def _plans(user: User) -> QuerySet[Plan]:
    return Plan.objects.visible_to(user).for_list()


def _name_of(plan: Plan) -> str:
    return f"{plan}, {plan.year.centre.name}"


@bulk_act
class RemindOfPlans(RemindOfDeadlines[Plan]):
    name, table, deadlines, permission = "remind_plans", Plans, (PLAN,), PLAN.permission

    def rows(self, user: User) -> QuerySet[Plan]:
        return _plans(user)

    def title(self, row: Plan) -> str:
        return _name_of(row)


@bulk_act
class MoreTimeForPlans(GiveMoreTime[Plan]):
    name, table, deadline = "more_time_plans", Plans, PLAN

    def rows(self, user: User) -> QuerySet[Plan]:
        return _plans(user)

    def title(self, row: Plan) -> str:
        return _name_of(row)


class SharedAmong(BulkForm):
    advisers = forms.ModelMultipleChoiceField(
        label=_("Advisers"),
        queryset=fit_advisers(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each Centre goes to the one of them who has fewest, and no part in its schools."),
    )


def _appointed(name: str, number: int, before: str) -> str:
    """Whom a Centre gets, and whom it has until then."""
    told = {"name": name, "number": number, "before": before}
    if before:
        return _now("%(name)s, who then has %(number)d, instead of %(before)s") % told
    return _now("%(name)s, who then has %(number)d") % told


@bulk_act
class AppointAdvisers(BulkAct[Centre]):
    """Each Centre to one of the chosen, evenly."""

    name, table, form = "appoint_advisers", Centres, SharedAmong
    label = _("Appoint advisers")
    consequence = _(
        "The new adviser and the schools are told by mail, an adviser before them is not. A mail cannot be called back."
    )

    def is_offered_to(self, user: User) -> bool:
        return is_staff(user, None)

    def rows(self, user: User) -> QuerySet[Centre]:
        return Centre.objects.visible_to(user).for_list()

    def title(self, row: Centre) -> str:
        return row.name

    def plan(self, rows: Sequence[Centre], answers: Answers, *, by: User, on: date) -> Iterator[Planned]:
        """Whoever has fewest Centres gets the next; one who advises a Centre already keeps it."""
        advisers: list[User] = list(answers["advisers"])
        held = CentreAccess.objects.live().filter(kind=CentreAccessKind.ADVISER)
        standing = held.filter(centre__in=[row.pk for row in rows]).values_list("centre", "user", "user__name")
        now = {centre: (number, name) for centre, number, name in standing}
        load = Counter(held.filter(user__in=advisers).values_list("user", flat=True))
        for row in rows:
            before, name_before = now.get(row.pk, (0, ""))
            kept = next((one for one in advisers if one.pk == before), None)
            barred = {by.pk, *people_with_interest(row).values_list("pk", flat=True)}
            free = [one for one in advisers if one.pk not in barred]
            if row.state != CentreState.ACTIVE:
                yield Planned(_now("Not active: its approval appoints the first one."), is_left_out=True)
            elif not may(by, "year.appoint_adviser", row):
                yield Planned(_now("You may not do this here."), is_left_out=True)
            elif kept:
                yield Planned(_now("%s is its adviser already.") % kept.name, is_left_out=True)
            elif not free:
                yield Planned(_now("Each of them has a part in its schools, or is yourself."), is_left_out=True)
            else:
                chosen = min(free, key=lambda one: load[one.pk])
                load[chosen.pk] += 1
                yield Planned(_appointed(chosen.name, load[chosen.pk], name_before), mark=str(chosen.pk))

    def mails(self, row: Centre, mark: str, answers: Answers, *, by: User, on: date) -> list[Mail]:
        chosen = fit_advisers().filter(pk=int(mark)).first()
        return emails.appointed_previews(row, chosen) if chosen else []

    def carry_out(self, row: Centre, mark: str, answers: Answers, *, by: User, at: datetime) -> Done:
        chosen = fit_advisers().filter(pk=int(mark)).first()
        if chosen is None:
            raise Refused(_now("Whoever was to get it is no adviser any longer."))
        adviser_flows.appoint(row, chosen, by=by, at=at)
        return Done(_now("%s is its adviser.") % chosen.name)
