"""The house, and beside it one page that exercises a duty."""

from community.urls import handler400, handler403, handler404, handler500
from community.urls import urlpatterns as house
from tests.community.test_factors import urlpatterns as extra

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*extra, *house]
