"""A school, the body that runs it, and the numbers it is known by."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from iqm_coe.lib.constraints import known
from iqm_coe.lib.names import Folded, NameOfMany, in_order, ordered, said
from iqm_coe.lib.telephones import Dialled
from schools.enums import Scheme, SchoolStatus
from schools.querysets import SchoolQuerySet
from schools.validators import PATTERNS, validate_identifier


class LocalAuthority(models.Model):
    """The authority in whose area a school lies."""

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("local authority")
        verbose_name_plural = _("local authorities")
        ordering = [in_order()]

    def __str__(self) -> str:
        return self.name


class Trust(models.Model):
    """A trust that runs schools."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("trust")

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """A school anywhere in the network. It is known by its identifiers, not by its name."""

    name = NameOfMany(_("name"), max_length=200)
    name_said = said()
    name_order = ordered()
    status = models.CharField(_("status"), max_length=20, choices=SchoolStatus.choices, default=SchoolStatus.OPEN)
    phase = models.CharField(_("phase"), max_length=60, blank=True)
    kind = models.CharField(_("type"), max_length=120, blank=True)
    low_age = models.PositiveSmallIntegerField(_("youngest age"), null=True, blank=True)
    high_age = models.PositiveSmallIntegerField(_("oldest age"), null=True, blank=True)
    pupils = models.PositiveIntegerField(_("number of pupils"), null=True, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    locality = models.CharField(_("locality"), max_length=120, blank=True)
    town = models.CharField(_("town"), max_length=120, blank=True)
    county = models.CharField(_("county"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    country = models.CharField(_("country"), max_length=60, default="England")
    website = models.CharField(_("website"), max_length=200, blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    head_name = models.CharField(_("head in the register"), max_length=200, blank=True)
    easting = models.PositiveIntegerField(null=True, blank=True)
    northing = models.PositiveIntegerField(null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    local_authority = models.ForeignKey(LocalAuthority, models.PROTECT, null=True, blank=True)
    trust = models.ForeignKey(Trust, models.PROTECT, null=True, blank=True)

    objects = SchoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("school")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="school_has_a_name"),
            known(SchoolStatus, field="status", name="school_status_known"),
            models.CheckConstraint(
                condition=Q(low_age=None) | Q(high_age=None) | Q(low_age__lte=F("high_age")),
                name="school_ages_in_order",
            ),
        ]
        indexes = [
            models.Index("name_order", "id", name="school_by_name_in_order"),
            GinIndex(OpClass("name_said", name="gin_trgm_ops"), name="school_by_what_its_name_says"),
            GinIndex(OpClass("name_order", name="gin_trgm_ops"), name="school_by_a_name_like_it"),
            GinIndex(OpClass(Folded("town"), name="gin_trgm_ops"), name="school_by_what_its_town_says"),
            models.Index(Folded("postcode"), name="school_by_postcode"),
            models.Index(Dialled("telephone"), name="school_by_telephone"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def status_label(self) -> str:
        """The status in words; much cheaper in a long list than Django's own display method."""
        return str(SchoolStatus(self.status).label)

    @property
    def place(self) -> str:
        """Town and country, as far as they are known: what tells two schools of one name apart."""
        return ", ".join(part for part in (self.town, self.country) if part)


def _shape(scheme: Scheme) -> Q:
    return ~Q(scheme=scheme) | Q(value__regex=rf"^{PATTERNS[scheme]}$")


class Identifier(models.Model):
    """A number a school is known by in one scheme; Scottish ones may be shared by schools on one campus (R3)."""

    school = models.ForeignKey(School, models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("scheme"), max_length=12, choices=Scheme.choices)
    value = models.CharField(_("number"), max_length=12)

    class Meta:
        verbose_name = _("identifier")
        ordering = ["scheme"]
        indexes = [models.Index(Folded("value"), name="identifier_by_value")]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"], condition=~Q(scheme="GB-SCOTEDU"), name="identifier_of_one_school"
            ),
            models.UniqueConstraint(fields=["school", "scheme", "value"], name="identifier_once_a_school"),
            *[
                models.CheckConstraint(condition=_shape(scheme), name=f"identifier_shape_{scheme.name.lower()}")
                for scheme in Scheme
            ],
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"

    def clean(self) -> None:
        validate_identifier(self.scheme, self.value)
