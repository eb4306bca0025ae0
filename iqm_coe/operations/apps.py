"""The app of what is looked at and swept while the product runs."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    name = "iqm_coe.operations"
    label = "operations"
    verbose_name = _("System")
