"""Notes can be withdrawn (R46d)."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.withdrawing import Content, stays, withdrawable

READ_BY = _("people of the office without a part in it")
CONTENT = withdrawable(
    {
        "notes.Note": Content(("text",), READ_BY, for_iqm=True),
        "notes.FollowUp": Content(("why",), READ_BY, for_iqm=True),
    }
)
STAYS = stays(
    {
        "notes.Note.about_type": "a code of the product, no words",
        "notes.FollowUp.about_type": "a code of the product, no words",
    }
)
