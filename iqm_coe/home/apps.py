"""The frame's own app."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "iqm_coe.home"
    label = "home"
