"""What the clock did and let go: counts, never what it was (trust.md R42)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LetGo(models.Model):
    """One chore on one day: how often it ran, how much it did or let go of. Operators see it."""

    chore = models.CharField(_("chore"), max_length=60)
    day = models.DateField(_("day"))
    runs = models.PositiveIntegerField(_("runs"), default=0)
    number = models.PositiveBigIntegerField(_("how many"), default=0)
    last_at = models.DateTimeField(_("last run"), default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = _("chore by the clock"), _("chores by the clock")
        constraints = [models.UniqueConstraint(fields=["chore", "day"], name="let_go_once_a_day")]

    def __str__(self) -> str:
        return f"{self.chore} {self.day}"
