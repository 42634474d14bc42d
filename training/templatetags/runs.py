"""When and where, as pages of training say it."""

from __future__ import annotations

from django import template

from training import words

register = template.Library()

register.filter("day_words", words.day_words)
register.filter("hours_words", words.hours_words)
register.filter("when_words", words.when_words)
register.filter("start_words", words.start_words)
register.filter("place_words", words.place_words)
