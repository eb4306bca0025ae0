"""Files of evidence are seen with their answer until they are taken away (R44)."""

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models

from iqm_coe.accounts.models.user import User
from iqm_coe.files.models.scan import Scan

if TYPE_CHECKING:
    from reviews.update.models.evidence import AnswerFile


class AnswerFileQuerySet(models.QuerySet["AnswerFile"]):
    def visible_to(self, user: User) -> Self:
        """Files of answers that this person sees, and that nobody has taken away."""
        answers = apps.get_model("update", "Answer").objects.visible_to(user)
        return self.standing().filter(answer__in=answers.values("pk"))

    def with_scan(self) -> Self:
        """Annotate `scan`, what the virus scan said of each."""
        return self.annotate(scan=Scan.objects.standing_of_outer("added_at"))

    def standing(self) -> Self:
        """Not taken away again."""
        return self.filter(removed_at=None)
