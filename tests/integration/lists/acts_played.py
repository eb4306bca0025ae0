"""Every act on many rows, and a world in which some rows get it: who does it, what is filled in, what each row gets."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model

from centres.membership.models.access import CentreAccess
from iqm_coe.accounts.models.event import Event
from iqm_coe.accounts.models.user import User
from iqm_coe.lists.acts import AnyAct
from iqm_coe.lists.conditions.batch import fingerprint_of
from iqm_coe.lists.flows import batch as flows
from iqm_coe.lists.models.batch import Batch
from iqm_coe.notes.models.note import FollowUp
from iqm_coe.notifications.models.outbox import Message
from iqm_coe.notifications.models.reminder import Reminder
from reviews.reports.models.seal import SealedReport
from tests import scene, visits
from tests.clock import NOW, days
from tests.integration.centres.money import Money

Typed = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Played:
    """Rows that get the act, and two people of the office who may do it."""

    rows: list[Model]
    by: tuple[User, User]
    at: datetime = NOW
    typed: Typed = field(default_factory=dict)

    def begun(self, act: AnyAct, by: User | None = None) -> Batch:
        """A batch of these rows, planned and begun."""
        batch = Batch.objects.get(pk=self.planned(act, by).pk)
        return flows.begin(batch, read=fingerprint_of(batch), by=batch.by, at=self.at)

    def planned(self, act: AnyAct, by: User | None = None) -> Batch:
        who = by or self.by[0]
        batch = flows.choose(act, [row.pk for row in self.rows], came_from="", by=who, at=self.at)
        if act.form is None:
            return batch
        form = act.form.refilled(self.typed, user=who)
        assert form.is_valid(), form.errors
        return flows.answer(batch, form, by=who, at=self.at)


def _of_a_centre(rows: Callable[[scene.Scene], list[Model]], typed: Callable[[], Typed] = dict) -> Played:
    made = scene.active()
    return Played(rows(made), (made.staff, scene.iqm_person("Sue", "staff")), typed=typed())


def _plans(made: scene.Scene) -> list[Model]:
    return list(made.year.plans.order_by("pk"))


def _reviews(made: scene.Scene) -> list[Model]:
    return [made.review(school) for school in made.everybody]


def _of_a_visit(bring: Callable[[], visits.Visited], rows: Callable[[visits.Visited], Model], **more: Any) -> Played:
    made = bring()
    return Played([rows(made)], (made.staff, made.second), **more)


def _appointed() -> visits.Visited:
    return visits.opened().appoint()


def _of_money(typed: Callable[[], Typed] = dict) -> Played:
    money = Money()
    sent = [money.issue(charge) for charge in money.charges]
    return Played(sent, (money.fay, scene.iqm_person("Fiona", "finance")), typed=typed())


def _longer(at: datetime) -> Typed:
    """A day after every day that stands then."""
    return {"until": [(at + days(360)).date().isoformat()], "reason": ["The school was flooded."]}


def _to(kind: str, at: datetime = NOW) -> Typed:
    """To a colleague, from a week later."""
    return {"owner": [str(scene.iqm_person("Cole", kind).pk)], "on": [(at + days(7)).date().isoformat()]}


def _to_advisers() -> Typed:
    return {"advisers": [str(scene.iqm_person(name, "adviser").pk) for name in ("Ann", "Ben")]}


THEN = visits.ON_THE_DAY
PLAYED: dict[str, Callable[[], Played]] = {
    "remind_plans": lambda: _of_a_centre(_plans),
    "more_time_plans": lambda: _of_a_centre(_plans, lambda: _longer(NOW)),
    "remind_updates": lambda: _of_a_centre(_reviews),
    "more_time_updates": lambda: _of_a_centre(_reviews, lambda: _longer(NOW)),
    "assign_reviews": lambda: _of_a_centre(_reviews, lambda: _to("staff")),
    "issue_reports": lambda: _of_a_visit(visits.confirmed, lambda made: made.report, at=THEN),
    "assign_centres": lambda: _of_a_centre(lambda made: [made.centre], lambda: _to("staff")),
    "assign_plans": lambda: _of_a_centre(_plans, lambda: _to("staff")),
    "assign_applications": lambda: _of_a_centre(lambda made: [made.application], lambda: _to("staff")),
    "assign_visits": lambda: _of_a_visit(_appointed, lambda made: made.visit, typed=_to("staff")),
    "remind_visits": lambda: _of_a_visit(_appointed, lambda made: made.visit),
    "more_time_answers": lambda: _of_a_visit(_appointed, lambda made: made.visit, typed=_longer(NOW)),
    "assign_invoices": lambda: _of_money(lambda: _to("finance")),
    "assign_reports": lambda: _of_a_visit(visits.recorded, lambda made: made.report, typed=_to("staff")),
    "remind_reports": lambda: _of_a_visit(visits.recorded, lambda made: made.report, at=THEN),
    "more_time_drafts": lambda: _of_a_visit(visits.recorded, lambda made: made.report, at=THEN, typed=_longer(THEN)),
    "more_time_facts": lambda: _of_a_visit(visits.factual, lambda made: made.report, at=THEN, typed=_longer(THEN)),
    "appoint_advisers": lambda: _of_a_centre(lambda made: [made.centre], _to_advisers),
    "remind_payments": _of_money,
}


SET = {"event set": 1, "follow-up": 1}
MORE_TIME = {"event more_time": 1, "mail notifications/more_time": 1}
REMINDED = {"event remind": 1, "mail notifications/due": 1, "reminder": 1}
# What one row gets: no more, whoever presses how often.
GETS = {
    "remind_plans": REMINDED,
    "remind_updates": REMINDED,
    "remind_visits": REMINDED,
    "remind_reports": REMINDED,
    "remind_payments": {"event remind": 1, "mail billing/payment_reminder": 1, "reminder": 1},
    "more_time_plans": MORE_TIME,
    "more_time_updates": MORE_TIME,
    "more_time_answers": MORE_TIME,
    "more_time_drafts": MORE_TIME,
    "more_time_facts": MORE_TIME,
    # The one before ends; the adviser reads the one mail, the schools the other.
    "appoint_advisers": {
        "event appoint": 1,
        "event end": 1,
        "access to a Centre": 1,
        "mail year/adviser_appointed": 1,
        "mail year/new_adviser": 1,
    },
    "assign_centres": SET,
    "assign_plans": SET,
    "assign_applications": SET,
    "assign_reviews": SET,
    "assign_visits": SET,
    "assign_reports": SET,
    "assign_invoices": SET,
    # With the report its visit is finished and its assessor's access ends; school and assessor read the mail.
    "issue_reports": {
        "event issue": 1,
        "event seal": 1,
        "event finish": 1,
        "event end": 1,
        "sealed report": 1,
        "mail reports/report_issued": 2,
    },
}


def gets(name: str, rows: int) -> Counter[str]:
    """What so many rows get."""
    return Counter({what: number * rows for what, number in GETS[name].items()} if rows else {})


def there_is() -> Counter[str]:
    """What acts leave behind: each thing by its kind, each event by what happened, each mail by what it says."""
    counted = Counter(f"event {one}" for one in Event.objects.values_list("action", flat=True))
    counted.update(f"mail {one}" for one in Message.objects.values_list("kind", flat=True))
    counted["reminder"] = Reminder.objects.filter(sent_at__isnull=False).count()
    for model in (SealedReport, CentreAccess, FollowUp):
        counted[str(model._meta.verbose_name)] = model._default_manager.count()
    return counted
