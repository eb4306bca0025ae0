"""The texts of an update that several write: who reads them, how they are saved, and the page each stands on."""

from django.db.models import QuerySet
from django.urls import reverse

from iqm_coe.accounts.models.user import User
from iqm_coe.texts.kinds import TextKind, text_kind
from reviews.update.enums import ReviewState
from reviews.update.flows import answer, target
from reviews.update.forms.answer import AnswerForm
from reviews.update.forms.target import TargetProgressForm
from reviews.update.models.answer import Answer
from reviews.update.models.review import Review
from reviews.update.models.target import TargetProgress

ANSWER = text_kind(
    "update.answer",
    TextKind(
        rows=lambda user: Answer.objects.visible_to(user).select_related("review", "updated_by"),
        form=AnswerForm,
        texts=Answer.texts,
        stamp=lambda row: (row.updated_by, row.updated_at),
        save=answer.save,
        page=lambda row: reverse("update:element", args=[row.review_id, row.element.number]),
        permission="update.write_answer",
        is_light=True,
        is_open=lambda row: row.review.state == ReviewState.WRITING,
        say_done=answer.say_done,
    ),
)


def _progress_read_by(user: User) -> QuerySet[TargetProgress]:
    rows = TargetProgress.objects.filter(review__in=Review.objects.visible_to(user))
    return rows.select_related("review", "updated_by")


PROGRESS = text_kind(
    "update.targetprogress",
    TextKind(
        rows=_progress_read_by,
        form=TargetProgressForm,
        texts=lambda row: {"text": row.text},
        stamp=lambda row: (row.updated_by, row.updated_at),
        save=target.report,
        page=lambda row: reverse("update:target", args=[row.pk]),
        permission="update.write_update",
        is_light=True,
        subject=lambda row: row.review,
        is_open=lambda row: row.review.state == ReviewState.WRITING,
    ),
)
