from django.apps import AppConfig
from django.core.checks import register
from django.utils.module_loading import autodiscover_modules


class CommunityConfig(AppConfig):
    name = "community"
    verbose_name = "Community"

    def ready(self) -> None:
        from community.checks import push_has_its_key

        register(push_has_its_key)
        autodiscover_modules("notifications", "personal")  # the kinds and the personal columns that each declares
