from django.apps import AppConfig


class TextsConfig(AppConfig):
    name = "iqm_coe.texts"
    label = "texts"
