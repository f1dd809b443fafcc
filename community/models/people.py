"""Who is who: one account per installation, one profile per space (architecture.md "Who people are")."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community import prepared
from community.made import columns, surely
from community.models.brands import Brand

NAME_LENGTH = 40


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, **fields: Any) -> Person:
        person = self.model(email=email.strip().lower(), **fields)
        person.set_unusable_password()  # nobody has a password (product.md "Joining")
        person.save(using=self._db)
        return person

    def get(self, *conditions: Any, **named: Any) -> Person:
        """By the key alone, as every request asks for its account, in a statement that is planned once."""
        if conditions or set(named) != {"pk"}:
            return super().get(*conditions, **named)
        statement = f"SELECT {columns(Person, 'p')} FROM community_person p WHERE p.id = %s"  # noqa: S608 - our own
        for row in prepared.rows(statement, [Person._meta.pk.to_python(named["pk"])]):
            return surely(Person, iter(row))
        raise Person.DoesNotExist

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """The account: an address to send codes to, and nothing a brand or a member ever sees."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    language = models.CharField(max_length=8, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = PersonManager()

    class Meta:
        verbose_name_plural = "people"
        constraints = [models.CheckConstraint(name="person_email_lower", condition=models.Q(email=Lower("email")))]

    def __str__(self) -> str:
        return str(self.pk)  # never the address: __str__ ends up in logs


class Profile(models.Model):
    """How a person appears in one space (a group's id). Everything said and done points here, never at the account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="profiles")
    space = models.UUIDField()
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    bio = models.CharField(_("about you"), max_length=160, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "space"], name="profile_once_per_space")]
        indexes = [models.Index(fields=["space"])]

    def __str__(self) -> str:
        return self.name


class RoleQuerySet(models.QuerySet["Role"]):
    def current(self) -> RoleQuerySet:
        return self.filter(ended_at=None)


class Role(models.Model):
    """A duty on the brand's or the installation's side, with who gave it and when."""

    class Kind(models.TextChoices):
        OPERATOR = "operator", _("Operator")
        MANAGER = "manager", _("Manager")
        REVIEWER = "reviewer", _("Reviewer")
        VOICE = "voice", _("Voice")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="roles")
    brand = models.ForeignKey(Brand, models.CASCADE, null=True, blank=True, related_name="roles")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    given_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    objects = RoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="role_operator_has_no_brand",
                condition=models.Q(kind="operator", brand=None)
                | (~models.Q(kind="operator") & models.Q(brand__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["person", "brand", "kind"],
                condition=models.Q(ended_at=None),
                nulls_distinct=False,
                name="role_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class StaffInviteQuerySet(models.QuerySet["StaffInvite"]):
    def open(self) -> StaffInviteQuerySet:
        """Neither accepted nor revoked nor expired, and its maker may still ask people; the shell always may."""
        still = models.Q(kind=Role.Kind.OPERATOR) | models.Q(kind=Role.Kind.MANAGER, brand=models.OuterRef("brand"))
        maker = Role.objects.current().filter(still, person=models.OuterRef("made_by"))
        waiting = self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())
        return waiting.filter(models.Q(made_by=None) | models.Exists(maker))


class StaffInvite(models.Model):
    """A bound, single-use link that makes its reader operator, manager, reviewer or voice. Only the hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, models.CASCADE, null=True, blank=True, related_name="staff_invites")
    kind = models.CharField(max_length=10, choices=Role.Kind.choices)
    email = models.EmailField(_("e-mail"))
    token_hash = models.BinaryField(max_length=32, unique=True, editable=False)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    objects = StaffInviteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="staff_invite_operator_has_no_brand",
                condition=models.Q(kind="operator", brand=None)
                | (~models.Q(kind="operator") & models.Q(brand__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
