"""The addresses of accounts, beside allauth's own below /accounts/."""

from django.urls import path

from iqm_coe.accounts.views import emergency, event, factor_reset, invitation, provider, role, setting, sign_in, user

app_name = "accounts"
urlpatterns = [
    path("me/", user.profile, name="profile"),
    path("me/passkey/later/", user.put_off_passkey, name="put_off_passkey"),
    path("me/sign-ins/", sign_in.sign_ins, name="sign_ins"),
    path("me/sign-ins/<int:pk>/end/", sign_in.end_session, name="end_session"),
    path("me/sign-ins/end-others/", sign_in.end_other_sessions, name="end_other_sessions"),
    path("people/", user.people, name="people"),
    path("people/invite/", invitation.invite, name="invite"),
    path("people/failed-sign-ins/", sign_in.failed_sign_ins, name="failed_sign_ins"),
    path("people/<int:pk>/", user.person, name="person"),
    path("people/<int:pk>/shut/", emergency.shut_person, name="shut_person"),
    path("people/<int:pk>/open/", emergency.open_person, name="open_person"),
    path("people/<int:pk>/end-sessions/", emergency.end_sessions_of, name="end_sessions_of"),
    path("people/<int:pk>/factor-reset/", factor_reset.ask_factor_reset, name="ask_factor_reset"),
    path("factor-resets/<int:pk>/", factor_reset.factor_reset, name="factor_reset"),
    path("factor-resets/<int:pk>/consent/", factor_reset.consent_to_factor_reset, name="consent_to_factor_reset"),
    path("factor-resets/<int:pk>/refuse/", factor_reset.refuse_factor_reset, name="refuse_factor_reset"),
    path("factor-resets/<int:pk>/withdraw/", factor_reset.withdraw_factor_reset, name="withdraw_factor_reset"),
    path("people/roles/<int:pk>/end/", role.end_role, name="end_role"),
    path("people/invitations/<int:pk>/withdraw/", invitation.withdraw_invitation, name="withdraw_invitation"),
    path("invitations/iqm/<str:key>/", invitation.iqm_invitation, name="iqm_invitation"),
    path("accounts/providers/<int:pk>/", provider.sign_in_by_provider, name="sign_in_by_provider"),
    path("accounts/providers/<int:pk>/back/", provider.back_from_provider, name="back_from_provider"),
    path("accounts/providers/<int:pk>/signed-out/", provider.signed_out_there, name="signed_out_there"),
    path("accounts/providers/join/", provider.join_by_provider, name="join_by_provider"),
    path("me/providers/<int:pk>/link/", provider.link_provider, name="link_provider"),
    path("me/providers/<int:pk>/unlink/", provider.unlink_provider, name="unlink_provider"),
    path("me/providers/prove/", provider.prove_by_provider, name="prove_by_provider"),
    path("me/providers/proved/", provider.proved_by_provider, name="proved_by_provider"),
    path("settings/providers/", provider.providers, name="providers"),
    path("settings/providers/add/", provider.add_provider, name="add_provider"),
    path("settings/providers/<int:pk>/", provider.provider, name="provider"),
    path("settings/providers/<int:pk>/try/", provider.try_provider, name="try_provider"),
    path("settings/providers/<int:pk>/switch/", provider.switch_provider, name="switch_provider"),
    path("settings/", setting.settings, name="settings"),
    path("settings/<str:name>/", setting.setting, name="setting"),
    path("audit/", event.audit, name="audit"),
]
