from django import template
from django.template.context import Context
from django.utils.translation import gettext as _

from centres.membership.templatetags.centre_trail import Trail
from centres.year.templatetags.year_trail import year_trail
from iqm_coe.lib.addresses import address
from reviews.reports.models.report import Report

register = template.Library()


@register.simple_tag(takes_context=True)
def report_trail(context: Context, report: Report) -> Trail:
    """Centres > its Centre > its year > this report."""
    return [*year_trail(context, report.review.year), (_("Report"), address("reports:report", report.pk))]
