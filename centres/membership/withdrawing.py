"""Of a Centre itself nothing is withdrawn."""

from iqm_coe.lib.withdrawing import stays

STAYS = stays(
    {
        "membership.Centre.name": "the name of a Centre, which its schools change",
        "membership.CentreAccess.source": "a code of the product, no words",
        "membership.CentreInvitation.contact_email": "an address: erased with its person",
    }
)
