"""Test objects, one module an app. ``tests/cast.py`` has the people that most tests meet."""
