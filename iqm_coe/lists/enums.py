"""Where many rows that are done at once stand."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.status import StatusChoices


class RowStage(StatusChoices):
    """One row of a batch."""

    CHOSEN = "chosen", "neutral", _("Chosen")
    PLANNED = "planned", "info", _("Will be done")
    LEFT_OUT = "left_out", "neutral", _("Left out")
    DONE = "done", "good", _("Done")
    REFUSED = "refused", "bad", _("Not done")
    TAKEN_BACK = "taken_back", "neutral", _("Taken back")


class BatchStatus(StatusChoices):
    """A batch as a whole; it follows from its instants."""

    PLANNED = "planned", "attention", _("Not begun")
    UNDER_WAY = "under_way", "info", _("Under way")
    ENDED = "ended", "good", _("Ended")
