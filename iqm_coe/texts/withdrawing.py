"""Texts that were put aside."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.withdrawing import Content, stays, withdrawable

CONTENT = withdrawable(
    {
        "texts.KeptText": Content(("base", "mine", "theirs"), _("who writes the text")),
    }
)
STAYS = stays(
    {
        "texts.KeptText.subject_type": "a code of the product, no words",
        "texts.KeptText.box": "a code of the product, no words",
        "texts.KeptText.page": "a code of the product, no words",
    }
)
