"""The settings of schools that an administrator may change."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import Holds, Part, Setting
from iqm_coe.lib.day_steps import days_setting
from iqm_coe.lib.units import DAYS, DAYS_BEFORE, MONTHS
from schools.enums import AwardKind

PART = Part.SCHOOLS

award_years = Setting(
    "AWARD_YEARS",
    3,
    _("Years that an award is valid, less a day"),
    unit=_("years"),
    minimum=1,
    maximum=10,
    holds=Holds.STAMPED,
)
invitation_days = Setting(
    "SCHOOL_INVITATION_DAYS",
    7,
    _("Days until an invitation to a role at a school lapses"),
    unit=DAYS,
    minimum=1,
    maximum=60,
    holds=Holds.STAMPED,
)
invitations_a_day = Setting(
    "SCHOOL_INVITATIONS_A_DAY",
    40,
    _("Invitations to roles at one school on one day"),
    unit=_("invitations"),
    minimum=1,
    maximum=1000,
)
joining_days = Setting(
    "JOINING_DAYS",
    30,
    _("Days until a request to join a school lapses"),
    unit=DAYS,
    minimum=1,
    maximum=180,
    holds=Holds.STAMPED,
)
joining_days_of_the_school = Setting(
    "JOINING_DAYS_OF_THE_SCHOOL",
    7,
    _("Days after which a request to join a school that nobody there has answered waits for the IQM office too"),
    unit=DAYS,
    minimum=1,
    maximum=60,
)
joinings_a_day = Setting(
    "JOININGS_A_DAY",
    5,
    _("Requests to join a school by one person on one day"),
    unit=_("requests"),
    minimum=1,
    maximum=50,
)
searches_an_hour = Setting(
    "SCHOOL_SEARCHES_AN_HOUR",
    60,
    _("Searches of one person an hour for the school that they want to join"),
    unit=_("searches"),
    minimum=5,
    maximum=1000,
)
qualifying_kinds = Setting(
    "QUALIFYING_AWARD_KINDS",
    [str(AwardKind.INCLUSIVE_SCHOOL), str(AwardKind.INTERNATIONAL)],
    _("Kinds of award that qualify a school for a Centre"),
    choices=tuple(AwardKind.choices),
)
role_reminder_days = days_setting(
    "ROLE_REMINDER_DAYS",
    "-14, -3",
    _("Days from the last day of a role at a school on which its end is reminded"),
)
role_shown_days = Setting(
    "ROLE_SHOWN_DAYS",
    14,
    _("Days before the last day of a role at a school from which it stands in the worklist of who gives it"),
    unit=DAYS_BEFORE,
    minimum=1,
    maximum=90,
)
acting_head_months = Setting(
    "ACTING_HEAD_MONTHS",
    12,
    _("Months ahead up to which the last day of an acting headteacher may lie"),
    unit=MONTHS,
    minimum=1,
    maximum=36,
)
role_months = Setting(
    "SCHOOL_ROLE_MONTHS",
    24,
    _("Months ahead up to which the last day of any other role at a school may lie"),
    unit=MONTHS,
    minimum=1,
    maximum=120,
)
award_reminder_days = days_setting(
    "AWARD_REMINDER_DAYS",
    "-180, -90, -60, -30, -7, 0",
    _("Days from the day an award ends on which its end is reminded"),
)
