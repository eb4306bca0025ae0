"""The addresses of the outbox."""

from django.urls import path

from iqm_coe.notifications import views

app_name = "notifications"
urlpatterns = [
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/without-reader/", views.without_reader, name="without_reader"),
    path("outbox/without-reader/<int:pk>/", views.message, name="message"),
    path("outbox/without-reader/<int:pk>/look-again/", views.look_again, name="look_again"),
    path("outbox/without-reader/<int:pk>/set-aside/", views.set_aside, name="set_aside"),
    path("outbox/held/", views.held, name="held"),
    path("outbox/held/let-go/", views.let_go_held, name="let_go_held"),
    path("outbox/held/set-aside/", views.set_aside_held, name="set_aside_held"),
    path("outbox/coming/", views.will_be_sent, name="will_be_sent"),
    path("outbox/<int:pk>/", views.delivery, name="delivery"),
    path("outbox/<int:pk>/letter/", views.letter, name="letter"),
    path("outbox/<int:pk>/retry/", views.retry, name="retry"),
    path("me/messages/", views.my_messages, name="my_messages"),
]
