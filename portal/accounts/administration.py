"""Django's administration behind the same doors as the portal's own weighty pages."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib.admin import AdminSite
from django.http import HttpResponseBase

from portal.accounts.stepup import recently_authenticated

LIGHT = {"index", "app_list", "jsi18n", "autocomplete", "logout"}
"""Pages that neither change anything nor list people."""


class Administration(AdminSite):
    """Accounts, roles and registers are read and changed by who has shown lately who they are."""

    def admin_view[View: Callable[..., Any]](self, view: View, cacheable: bool = False) -> View:  # noqa: FBT001, FBT002 - Django's signature
        """Ask for the step-up after the permission."""
        guarded = recently_authenticated(view)

        def weighed(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            is_light = request.resolver_match.url_name in LIGHT
            response: HttpResponseBase = (view if is_light else guarded)(request, *args, **kwargs)
            return response

        return super().admin_view(cast("View", weighed), cacheable)
