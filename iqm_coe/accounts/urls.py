"""The addresses of accounts, beside allauth's own below /accounts/."""

from django.urls import path

from iqm_coe.accounts import views

app_name = "accounts"
urlpatterns = [
    path("me/", views.profile, name="profile"),
    path("me/passkey/later/", views.put_off_passkey, name="put_off_passkey"),
    path("me/sign-ins/", views.sign_ins, name="sign_ins"),
    path("me/sign-ins/<int:pk>/end/", views.end_session, name="end_session"),
    path("me/sign-ins/end-others/", views.end_other_sessions, name="end_other_sessions"),
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/failed-sign-ins/", views.failed_sign_ins, name="failed_sign_ins"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/shut/", views.shut_person, name="shut_person"),
    path("people/<int:pk>/open/", views.open_person, name="open_person"),
    path("people/<int:pk>/end-sessions/", views.end_sessions_of, name="end_sessions_of"),
    path("people/roles/<int:pk>/end/", views.end_role, name="end_role"),
    path("people/invitations/<int:pk>/withdraw/", views.withdraw_invitation, name="withdraw_invitation"),
    path("invitations/iqm/<str:key>/", views.iqm_invitation, name="iqm_invitation"),
    path("settings/", views.settings, name="settings"),
    path("settings/<str:name>/", views.setting, name="setting"),
    path("audit/", views.audit, name="audit"),
]
