from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UpdateConfig(AppConfig):
    name = "reviews.update"
    label = "update"
    verbose_name = _("Updates")
