"""The addresses of consultancy."""

from django.urls import path

from centres.consultancy.views import adviser, call, ledger

app_name = "consultancy"
urlpatterns = [
    path("years/<int:pk>/consultancy/", ledger.ledger, name="ledger"),
    path("years/<int:pk>/consultancy/release/", ledger.release, name="release_hour"),
    path("consultancy/", adviser.my_centres, name="my_centres"),
    path("consultancy/entries/<int:pk>/correct/", ledger.correct, name="correct_entry"),
    path("<int:pk>/consultancy/log/", call.log, name="log_call"),
]
