"""What the events of this room are called, whatever text they happen to."""

from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.event_words import OF_ANY, event_words

EVENTS = event_words({(OF_ANY, "clash"): _("Two people wrote it at once; both texts were kept")})
