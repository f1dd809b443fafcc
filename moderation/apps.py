from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ModerationConfig(AppConfig):
    name = "moderation"
    verbose_name = "Moderation"

    def ready(self) -> None:
        # What the packages above let the rules know and do, what can be reported, what each can prove on a live system.
        autodiscover_modules("ports", "subjects", "trustchecks")
