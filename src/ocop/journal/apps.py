from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "ocop.journal"
    label = "journal"
