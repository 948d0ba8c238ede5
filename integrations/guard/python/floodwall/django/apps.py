from django.apps import AppConfig


class FloodwallConfig(AppConfig):
    name = "floodwall.django"
    label = "floodwall"
    verbose_name = "Floodwall"

    def ready(self) -> None:
        from floodwall.django.connections import protect_all

        protect_all()
