"""The addresses of records."""

from django.urls import path

from iqm_coe.records.views import hold, withdrawal

app_name = "records"
urlpatterns = [
    path("", withdrawal.records, name="records"),
    path("find/", withdrawal.find, name="find"),
    path("withdraw/", withdrawal.withdraw, name="withdraw"),
    path("withdraw/<str:label>/<int:pk>/", withdrawal.withdraw_file, name="withdraw_file"),
    path("withdrawals/<int:pk>/", withdrawal.withdrawal, name="withdrawal"),
    path("hold/<str:label>/<int:pk>/", hold.begin, name="begin_hold"),
    path("holds/<int:pk>/end/", hold.end, name="end_hold"),
]
