"""The pages that belong to everybody."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "iqm_coe.home"
    label = "home"
