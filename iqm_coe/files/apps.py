from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "iqm_coe.files"
    label = "files"
