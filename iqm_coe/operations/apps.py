"""The app of what is looked at and swept while the product runs."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "iqm_coe.operations"
    label = "operations"
