"""What the frame of every page asks: who reads it, and where they can go."""

from django import template
from django.http import HttpRequest
from django.template import Context

from portal import navigation as places
from portal.accounts.roles import Role

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[places.Place]:
    """``{% navigation as places %}``: the places of the reader's role."""
    request: HttpRequest = context["request"]
    return places.navigation_for(_role(request), request.path)


@register.simple_tag(takes_context=True)
def audience(context: Context) -> str:
    """``staff`` (16 px) for those who work with tables, ``trader`` (18 px) for everyone else."""
    return "trader" if _role(context["request"]) in {Role.TRADER, places.VISITOR} else "staff"


def _role(request: HttpRequest) -> str:
    """The role of who asks; an error page may be shown before anyone knows who that is."""
    return getattr(getattr(request, "user", None), "role", places.VISITOR)
