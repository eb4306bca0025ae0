"""What the clock starts in lists."""

from datetime import timedelta

from iqm_coe.lib.schedule import every
from iqm_coe.lists.tasks import carry_on

every(timedelta(minutes=1), "go on with what many rows get at once", carry_on)
