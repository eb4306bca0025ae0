"""How long schools keep their records."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.accounts.conf import invitation_months
from iqm_coe.lib.retention import Kept, deleted, emptied, for_good, goes_with, months, retention, since, until, years

ANSWERED = since(_("it was answered, withdrawn or lapsed"), "answered_at")
ASKED = since(_("it was answered, taken back or lapsed"), "answered_at")
PUBLIC = _("from the public register")
SCHOOL, READING = "schools.School", "schools.RegisterImport"
RETENTION = retention(
    {
        "schools.SchoolFreeze": Kept(for_good(_("it says who could write, and when"))),
        SCHOOL: Kept(for_good(PUBLIC), ("head_name", "telephone")),
        "schools.Identifier": Kept(goes_with(SCHOOL)),
        "schools.LocalAuthority": Kept(for_good(PUBLIC)),
        "schools.Trust": Kept(for_good(PUBLIC)),
        "schools.Award": Kept(for_good()),
        "schools.SchoolRole": Kept(
            (
                for_good(_("it says who could decide what, and when")),
                emptied(years(6), since(_("it ended"), "ended_at"), "title", "authority"),
            ),
            ("title", "authority"),
        ),
        "schools.HeadChange": Kept(goes_with("schools.SchoolRole")),
        "schools.RoleInvitation": Kept(deleted(months(invitation_months), ANSWERED), ("email", "key", "authority")),
        "schools.Joining": Kept(deleted(months(invitation_months), ASKED), ("words", "answer")),
        READING: Kept(deleted(months(24), since(_("it was handed in"), "read_at")), ("file_name",)),
        "schools.RegisterRemark": Kept(goes_with(READING, by="reading")),
        "schools.RegisterChange": Kept(goes_with(READING, by="reading"), ("name", "changes")),
        "schools.RegisterFile": Kept(
            (until(_("until it is read, refused or cancelled")), goes_with(READING, by="reading")), ("name",)
        ),
    }
)
