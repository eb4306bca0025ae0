"""The demonstration, named by the settings of development and tests and by the launcher alone."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "iqm_coe.demo"
    label = "demo"
