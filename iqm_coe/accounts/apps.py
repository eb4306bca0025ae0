"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "iqm_coe.accounts"
    label = "accounts"
