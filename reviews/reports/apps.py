from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reviews.reports"
    label = "reports"
