"""Django: "floodwall.django" in INSTALLED_APPS guards every PostgreSQL connection of the project, of any alias."""

default_app_config = "floodwall.django.apps.FloodwallConfig"  # Django before 3.2 looks here
