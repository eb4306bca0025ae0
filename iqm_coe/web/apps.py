"""The web's own app: what every page and every answer goes through."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "iqm_coe.web"
    label = "web"
