"""The pages of a factor that are ours: at allauth's own addresses and names, before allauth's."""

from django.urls import path

from iqm_coe.accounts import proving

urlpatterns = [
    path("recovery-codes/", proving.ViewCodes.as_view(), name="mfa_view_recovery_codes"),
    path("recovery-codes/download/", proving.DownloadCodes.as_view(), name="mfa_download_recovery_codes"),
    path("webauthn/add/", proving.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("webauthn/reauthenticate/", proving.ReauthenticateByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
]
