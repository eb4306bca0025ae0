from django.apps import AppConfig


class ConsultancyConfig(AppConfig):
    name = "centres.consultancy"
    label = "consultancy"
