"""The frameworks of elements: versioned data, so that each review stays pinned to the one it was written for."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Framework(models.Model):
    """One version of the elements. The setting says which one new reviews are pinned to."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    introduced_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("framework")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="framework_has_a_name")]

    def __str__(self) -> str:
        return self.name


class Element(models.Model):
    """One element of a framework, by its number."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="elements")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=200)
    prompt = models.TextField(_("what to think of"), blank=True)

    class Meta:
        verbose_name = _("element")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "number"], name="element_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="element_counts_from_one"),
            models.CheckConstraint(condition=~Q(title=""), name="element_has_a_title"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ElementMapping(models.Model):
    """An old element that feeds a new one, so that last year stands beside this year across a change of framework."""

    old = models.ForeignKey(Element, models.PROTECT, related_name="fed_into")
    new = models.ForeignKey(Element, models.PROTECT, related_name="fed_by")

    class Meta:
        verbose_name = _("mapping of elements")
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="element_mapped_once"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="element_not_mapped_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"
