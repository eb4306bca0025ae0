"""Why a person is erased."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ErasureCause(TextChoices):
    ASKED = "asked", _("The person asked for it")
    PERIOD = "period", _("Their period is over")
