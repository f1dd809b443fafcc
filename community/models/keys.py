"""The keys under which a person's sealed things lie: losing the row is losing the things."""

from django.db import models
from django.utils import timezone

from community.models.people import Profile


class ProfileKey(models.Model):
    """32 random bytes for one profile, wrapped under SECRET_KEY. One for each space: two profiles of a person share
    nothing. Only `community/keys.py` touches these rows; a row is never changed (a trigger holds that), only lost."""

    profile = models.OneToOneField(Profile, models.CASCADE, primary_key=True, related_name="+")
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
