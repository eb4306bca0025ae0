"""The addresses of records."""

from django.urls import path

from iqm_coe.records.views import clearing, erasure, export, hold, withdrawal

app_name = "records"
urlpatterns = [
    path("", withdrawal.records, name="records"),
    path("find/", withdrawal.find, name="find"),
    path("withdraw/", withdrawal.withdraw, name="withdraw"),
    path("withdraw/<str:label>/<int:pk>/", withdrawal.withdraw_file, name="withdraw_file"),
    path("withdrawals/<int:pk>/", withdrawal.withdrawal, name="withdrawal"),
    path("mine/", export.my_export, name="my_export"),
    path("people/<int:pk>/export/", export.export_person, name="export_person"),
    path("exports/<int:pk>/", export.export, name="export"),
    path("exports/<int:pk>/progress/", export.export_progress, name="export_progress"),
    path("exports/files/<int:pk>/", export.export_file, name="export_file"),
    path("people/<int:pk>/erase/", erasure.erase_person, name="erase_person"),
    path("erasures/<int:pk>/", erasure.erasure, name="erasure"),
    path("erasures/certificates/<int:pk>/", erasure.certificate_file, name="certificate_file"),
    path("retention/", clearing.retention, name="retention"),
    path("hold/<str:label>/<int:pk>/", hold.begin, name="begin_hold"),
    path("holds/<int:pk>/end/", hold.end, name="end_hold"),
]
