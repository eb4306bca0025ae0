"""What operations adds to the programme page."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from iqm_coe.accounts.models.user import User
from iqm_coe.lib.tiles import Tile, tile
from iqm_coe.operations.models.fault import Fault


@tile("programme", order=90)
def what_the_clock_could_not_do(user: User, on: date) -> Tile:
    """Rows that a round of the clock stumbles over."""
    return Tile(
        _("Things the system could not do by itself"), Fault.objects.filter(over_at=None), reverse("operations:faults")
    )
