"""The answers of an application, which several schools write."""

from django.db.models import QuerySet
from django.urls import reverse

from centres.application.conditions.application import open_criteria
from centres.application.flows import criterion
from centres.application.forms.criterion import AnswerForm
from centres.application.models.application import Application
from centres.application.models.criterion import CriterionAnswer
from iqm_coe.accounts.models.user import User
from iqm_coe.texts.kinds import TextKind, text_kind


def _read_by(user: User) -> QuerySet[CriterionAnswer]:
    rows = CriterionAnswer.objects.filter(application__in=Application.objects.visible_to(user))
    return rows.select_related("application", "updated_by")


CRITERION = text_kind(
    "application.criterionanswer",
    TextKind(
        rows=_read_by,
        form=AnswerForm,
        texts=lambda row: {"text": row.text},
        stamp=lambda row: (row.updated_by, row.updated_at),
        save=criterion.answer,
        page=lambda row: reverse("application:criterion", args=[row.application.centre_id, row.criterion]),
        permission="application.write_application",
        is_light=True,
        subject=lambda row: row.application,
        is_open=lambda row: row.criterion in open_criteria(row.application),
        say_done=criterion.say_done,
    ),
)
