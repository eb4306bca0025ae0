from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "centres.membership"
    label = "membership"
