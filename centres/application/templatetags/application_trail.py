from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from centres.membership.models.centre import Centre
from centres.membership.templatetags.centre_trail import Trail, centre_trail

register = template.Library()


@register.simple_tag(takes_context=True)
def application_trail(context: Context, centre: Centre) -> Trail:
    """Centres > this Centre > its application."""
    return [*centre_trail(context, centre), (_("Application"), reverse("application:application", args=[centre.pk]))]
