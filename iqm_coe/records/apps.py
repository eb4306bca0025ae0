from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "iqm_coe.records"
    label = "records"
