"""The mail that the demonstration keeps instead of sending it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DemoMail(models.Model):
    """A mail as the demo inbox received it; demo mode only."""

    address = models.EmailField()
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("demo mail")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.subject
