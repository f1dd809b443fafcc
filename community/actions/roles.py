"""Duties on the brand's and the installation's side: given and ended, each with who and when."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from community import audit
from community.errors import Conflict
from community.models import Brand, Person, Role
from community.whole import whole


@whole
def give(person: Person, kind: str, *, brand: Brand | None = None, by: Person | None) -> Role:
    """Gives a duty; the current one if the person has it already. `by` None: the shell of the installation.

    Raises `Conflict` `is_member` for who belongs to a group of the brand: brand people are there as its seat (R8).
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)  # joining holds the account, too
    if not import_string(settings.SNUG_DUTY_CHECK)(person, kind, brand):
        raise Conflict(_("You belong to a group of this brand. Leave it first."), code="is_member")
    role, made = Role.objects.get_or_create(
        person=person, kind=kind, brand=brand, ended_at=None, defaults={"given_by": by}
    )
    if made:
        audit.record("role.given", actor=by, brand=brand, subject=person.pk, data={"kind": kind})
    return role


@whole
def end(role: Role, *, by: Person | None) -> None:
    """Ends a duty; nothing happens when it has ended before. Raises `Conflict` for the last operator."""
    operators = list(Role.objects.current().filter(kind=Role.Kind.OPERATOR).select_for_update(no_key=True))
    if role.kind == Role.Kind.OPERATOR and [one.pk for one in operators] == [role.pk]:
        raise Conflict(_("Nobody would be left to operate this installation. Name another operator first."))
    if Role.objects.current().filter(pk=role.pk).update(ended_at=timezone.now()):
        # What hangs on the duty higher up, such as a seat in a group, ends with it.
        transaction.on_commit(lambda: import_string(settings.SNUG_DUTY_ENDED)(role.person_id, role.brand_id))
        audit.record("role.ended", actor=by, brand=role.brand, subject=role.person_id, data={"kind": role.kind})
