"""The views of the admin, in the order of its menu."""

from .views import ModelView

VIEWS: list[type[ModelView]] = []
