"""The form that sends a message to many."""

from __future__ import annotations

from django import forms


class CampaignForm(forms.Form):
    """``expected`` is how many people were shown, ``key`` names the page from which it is sent."""

    expected = forms.IntegerField(min_value=1, error_messages={"required": "Trang đã cũ. Tải lại rồi gửi."})
    key = forms.CharField(max_length=40, error_messages={"required": "Trang đã cũ. Tải lại rồi gửi."})
    again = forms.BooleanField(required=False)
