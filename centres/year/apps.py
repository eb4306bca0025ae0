from django.apps import AppConfig


class YearConfig(AppConfig):
    name = "centres.year"
    label = "year"
