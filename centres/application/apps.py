from django.apps import AppConfig


class ApplicationConfig(AppConfig):
    name = "centres.application"
    label = "application"
