"""Activities of a Centre, which the coordinators of all its schools write."""

from django.db.models import QuerySet
from django.urls import reverse

from centres.membership.enums import CentreState
from centres.year.flows import activity
from centres.year.forms.activity import ActivityForm
from centres.year.models.activity import Activity
from iqm_coe.accounts.models.user import User
from iqm_coe.texts.kinds import TextKind, text_kind


def _read_by(user: User) -> QuerySet[Activity]:
    rows: QuerySet[Activity] = Activity.objects.visible_to(user).select_related("centre", "planned_by", "updated_by")
    return rows


ACTIVITY = text_kind(
    "year.activity",
    TextKind(
        rows=_read_by,
        form=ActivityForm,
        texts=Activity.texts,
        stamp=lambda row: row.last_saved,
        save=activity.write,
        page=lambda row: reverse("year:activity", args=[row.pk]),
        permission="year.record_activity",
        is_open=lambda row: row.centre.state != CentreState.CLOSED,
        options=lambda row: {"schools": row.schools_asked()},
    ),
)
