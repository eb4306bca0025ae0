"""The notifications app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "iqm_coe.notifications"
    label = "notifications"
