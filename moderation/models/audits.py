"""What became of the daily look at the audit chain (trust.md R43)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditCheckQuerySet(models.QuerySet["AuditCheck"]):
    def latest_first(self) -> "AuditCheckQuerySet":
        return self.order_by("-checked_at", "-pk")


class AuditCheck(models.Model):
    """One walk over the whole chain: where its end was then, and what was wrong with it. The table only grows, so that
    the next walk knows an end that was there before."""

    checked_at = models.DateTimeField(_("checked"), default=timezone.now, editable=False)
    seq = models.BigIntegerField(_("entries"))  # of the head, before the walk
    mac = models.BinaryField(max_length=32)
    faults = models.JSONField(default=list)  # at most `MOST_FAULTS` lines; none: whole
    objects = AuditCheckQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("look at the audit chain"), _("the audit chain")
        constraints = [models.CheckConstraint(name="audit_check_counts", condition=models.Q(seq__gte=0))]

    def __str__(self) -> str:
        return str(self.checked_at)
