from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    name = "ocop.recognition"
    label = "recognition"
