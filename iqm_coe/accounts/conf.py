"""The settings of accounts that an administrator may change."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import Holds, Part, Setting
from iqm_coe.lib.units import DAYS, MINUTES, MONTHS_BACK

PART = Part.ACCESS

iqm_invitation_days = Setting(
    "IQM_INVITATION_DAYS",
    7,
    _("Days until an invitation to a role at IQM lapses"),
    unit=DAYS,
    minimum=1,
    maximum=60,
    holds=Holds.STAMPED,
)

invitations_a_day = Setting(
    "INVITATIONS_A_DAY",
    50,
    _("Invitations that one person may send on one day"),
    unit=_("invitations"),
    minimum=1,
    maximum=1000,
)
invitations_of_iqm_a_day = Setting(
    "INVITATIONS_OF_IQM_A_DAY",
    300,
    _("The same for somebody of the office"),
    unit=_("invitations"),
    minimum=1,
    maximum=5000,
)

proof_minutes = Setting(
    "PROOF_MINUTES",
    15,
    _("Minutes for which a person who has proved themselves is not asked again before a weighty act"),
    unit=MINUTES,
    minimum=1,
    maximum=60,
)

idle_minutes = Setting(
    "IDLE_MINUTES",
    120,
    _("Minutes after which a session in which nothing is done ends"),
    unit=MINUTES,
    minimum=15,
    maximum=720,
    holds=Holds.STAMPED,
)

idle_minutes_at_iqm = Setting(
    "IDLE_MINUTES_AT_IQM",
    60,
    _("The same for people with a role at IQM"),
    unit=MINUTES,
    minimum=15,
    maximum=720,
    holds=Holds.STAMPED,
)

factor_reset_days = Setting(
    "FACTOR_RESET_DAYS",
    3,
    _("Days until a request to set back a second factor lapses"),
    unit=DAYS,
    minimum=1,
    maximum=14,
    holds=Holds.STAMPED,
)

origin_months = Setting(
    "ORIGINS_KEPT_MONTHS",
    12,
    _("Months for which it is kept from where people signed in, and what failed"),
    unit=MONTHS_BACK,
    minimum=1,
    maximum=24,
    part=Part.KEPT,
    holds=Holds.CLEARS,
)

invitation_months = Setting(
    "INVITATIONS_KEPT_MONTHS",
    24,
    _("Months for which an invitation or a request to join is kept once it was answered, withdrawn or lapsed"),
    unit=MONTHS_BACK,
    minimum=3,
    maximum=84,
    part=Part.KEPT,
    holds=Holds.CLEARS,
)
