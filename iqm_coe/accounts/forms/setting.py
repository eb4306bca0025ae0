from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.conf import AnySetting
from iqm_coe.lib.forms import FlowForm, PenceField
from iqm_coe.lib.money import in_pounds


class SettingForm(FlowForm):
    """One setting; its field follows from the type of its default."""

    def prepare(self, *, setting: AnySetting) -> None:
        common = {"label": setting.words, "initial": setting.get(), "help_text": self._in_units(setting)}
        if isinstance(setting.default, bool):
            self.fields["value"] = forms.BooleanField(required=False, **common)
        elif setting.is_pence:
            self.fields["value"] = PenceField(max_value=setting.maximum, **common)
        elif isinstance(setting.default, int):
            self.fields["value"] = forms.IntegerField(min_value=setting.minimum, max_value=setting.maximum, **common)
        elif setting.choices and isinstance(setting.default, str):
            self.fields["value"] = forms.ChoiceField(choices=setting.choices, widget=forms.RadioSelect, **common)
        elif setting.choices:
            widget = forms.CheckboxSelectMultiple
            self.fields["value"] = forms.MultipleChoiceField(choices=setting.choices, widget=widget, **common)
        else:
            self.fields["value"] = forms.CharField(max_length=500, **common)

    @staticmethod
    def _in_units(setting: AnySetting) -> str:
        """In what it is counted, and from where to where."""
        if isinstance(setting.default, bool) or not isinstance(setting.default, int):
            return str(setting.unit).capitalize()
        if setting.is_pence:
            pounds = {
                "least": in_pounds(Decimal(setting.minimum) / 100),
                "most": in_pounds(Decimal(setting.maximum) / 100),
            }
            return str(_("From %(least)s to %(most)s.") % pounds)
        bounds = {"least": setting.minimum, "most": setting.maximum, "unit": setting.unit}
        return str(_("From %(least)s to %(most)s %(unit)s.") % bounds).replace(" .", ".")
