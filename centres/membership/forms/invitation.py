from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.forms import FlowForm


class InviteSchoolForm(FlowForm):
    contact_email = forms.EmailField(
        label=_("Email address of somebody at that school"),
        required=False,
        help_text=_(
            "Needed where nobody of the school is here yet: they are told by mail who invites them and how to come in."
        ),
    )
