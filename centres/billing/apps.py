from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "centres.billing"
    label = "billing"
