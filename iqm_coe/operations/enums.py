"""The closed lists of operations."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Part(TextChoices):
    """What has to be alive beside the pages themselves: the clock, and who takes tasks from each queue."""

    BEAT = "beat", _("the clock that starts what is due")
    MAIL = "mail", _("the worker that sends mail")
    DEFAULT = "default", _("the worker for everything else")
    PDF = "pdf", _("the worker that makes documents")


QUEUES = (Part.MAIL, Part.DEFAULT, Part.PDF)


class Trouble(TextChoices):
    STILL = "still", _("stands still")
    INVARIANT = "invariant", _("does not hold")
