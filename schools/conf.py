"""The settings of schools that an administrator may change."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import Setting
from iqm_coe.lib.day_steps import days_setting
from schools.enums import AwardKind

award_years = Setting(
    "AWARD_YEARS", 3, _("Years that an award is valid, less a day"), unit=_("years"), minimum=1, maximum=10
)
invitation_days = Setting(
    "SCHOOL_INVITATION_DAYS",
    7,
    _("Days until an invitation to a role at a school lapses"),
    unit=_("days"),
    minimum=1,
    maximum=60,
)
invitations_a_day = Setting(
    "SCHOOL_INVITATIONS_A_DAY",
    40,
    _("Invitations to roles at one school on one day"),
    unit=_("invitations"),
    minimum=1,
    maximum=1000,
)
qualifying_kinds = Setting(
    "QUALIFYING_AWARD_KINDS",
    [str(AwardKind.INCLUSIVE_SCHOOL), str(AwardKind.INTERNATIONAL)],
    _("Kinds of award that qualify a school for a Centre"),
    choices=tuple(AwardKind.choices),
)
award_reminder_days = days_setting(
    "AWARD_REMINDER_DAYS",
    "-180, -90, -60, -30, -7, 0",
    _("Days from the day an award ends on which its end is reminded"),
)
