"""The addresses of the outbox."""

from django.urls import path

from iqm_coe.notifications import views

app_name = "notifications"
urlpatterns = [
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/coming/", views.will_be_sent, name="will_be_sent"),
    path("outbox/<int:pk>/", views.delivery, name="delivery"),
    path("outbox/<int:pk>/retry/", views.retry, name="retry"),
    path("me/messages/", views.my_messages, name="my_messages"),
]
