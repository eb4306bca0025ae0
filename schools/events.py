"""What the events of this room are called."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.event_words import event_words

EVENTS = event_words({("schools.registerimport", "take_out"): _("The changes of the register were saved as a file")})
