from django.apps import AppConfig


class UpdateConfig(AppConfig):
    name = "reviews.update"
    label = "update"
