from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "reviews.visits"
    label = "visits"
