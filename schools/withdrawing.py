"""What people write about schools, and what the public register says."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.withdrawing import Content, stays, withdrawable

CONTENT = withdrawable(
    {
        "schools.SchoolRole": Content(("title", "authority"), _("who speaks for the school, and IQM")),
        "schools.RoleInvitation": Content(("authority",), _("who speaks for the school, and IQM")),
        "schools.Joining": Content(("words", "answer"), _("the person, who decides about it, and IQM")),
        "schools.RegisterImport": Content(("last_error", "file_name"), _("IQM")),
        "schools.RegisterFile": Content(("file", "name"), _("IQM")),
    }
)
STAYS = stays(
    {
        "schools.LocalAuthority": "of the public register of schools",
        "schools.Trust": "of the public register of schools",
        "schools.School": "of the public register of schools",
        "schools.Identifier": "of the public register of schools",
        "schools.RegisterChange": "of the public register of schools",
        "schools.RegisterRemark": "of the public register of schools",
        "schools.RoleInvitation.email": "an address: erased with its person",
        "schools.RoleInvitation.key": "a code of the product, no words",
        "schools.RegisterImport.step": "a code of the product, no words",
        "schools.RegisterImport.encoding": "a code of the product, no words",
        "schools.RegisterImport.divider": "a code of the product, no words",
        "schools.RegisterFile.content_type": "a code of the product, no words",
        "schools.RegisterFile.sha256": "the hash that stays",
    }
)
