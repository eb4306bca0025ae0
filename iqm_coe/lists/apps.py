from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "iqm_coe.lists"
    label = "lists"
