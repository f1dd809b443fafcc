from django.apps import AppConfig
from django.core.checks import register


class CommunityConfig(AppConfig):
    name = "community"
    verbose_name = "Community"

    def ready(self) -> None:
        from community.checks import push_has_its_key

        register(push_has_its_key)
