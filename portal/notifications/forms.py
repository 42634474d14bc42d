"""What people type about messages."""

from typing import Any

from django import forms

from portal.accounts.models import User
from portal.notifications.enums import ESSENTIAL, Channel, Purpose, State
from portal.notifications.models import MessageBatch
from portal.notifications.queries import muted_purposes

OPTIONAL = [purpose for purpose in Purpose if purpose not in ESSENTIAL]

HINTS = {
    Purpose.TRAINING: "lớp bạn đã đăng ký: có chỗ, đổi lịch, nhắc giờ học",
    Purpose.INVITATION: "lớp mới mời bạn học",
    Purpose.SESSION: "lịch phát, đổi giờ, việc cần chuẩn bị",
    Purpose.PAPERS: "giấy tờ sản phẩm còn dưới 30 ngày",
    Purpose.VNEID: "nhắc liên kết tài khoản sàn trước hạn",
    Purpose.TAX: "doanh thu năm gần tới ngưỡng thuế",
    Purpose.FIGURES: "doanh số đã có, tệp đơn hàng đã nhập",
    Purpose.GENERAL: "thông báo của chợ và của Sở",
}


class MessageFilterForm(forms.Form):
    """The filters of the list; what cannot be read is left out."""

    muc_dich = forms.ChoiceField(label="Mục đích", required=False, choices=[("", "Mọi mục đích"), *Purpose.choices])
    trang_thai = forms.ChoiceField(label="Trạng thái", required=False, choices=[("", "Mọi trạng thái"), *State.choices])
    kenh = forms.ChoiceField(label="Kênh", required=False, choices=[("", "Mọi kênh"), *Channel.choices])
    dot = forms.ModelChoiceField(
        MessageBatch.objects.none(), label="Đợt tin", required=False, empty_label="Mọi đợt và tin lẻ"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dot"].queryset = MessageBatch.objects.visible_to(user)  # type: ignore[attr-defined] # of a ModelChoiceField

    def chosen(self) -> dict[str, Any]:
        """What was chosen, as ``messages_for`` takes it."""
        self.full_clean()
        cleaned = self.cleaned_data
        return {
            "purpose": cleaned.get("muc_dich") or "",
            "state": cleaned.get("trang_thai") or "",
            "channel": cleaned.get("kenh") or "",
            "batch": cleaned.get("dot"),
        }


class PreferencesForm(forms.Form):
    """The purposes that a person wants messages for; those that cannot be turned off are not asked."""

    muon_nhan = forms.MultipleChoiceField(
        label="Tôi muốn nhận",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(purpose.value, f"{purpose.label}: {HINTS[purpose]}") for purpose in OPTIONAL],
    )

    gui = forms.CharField(widget=forms.HiddenInput)
    """Comes with the form alone: nothing ticked is a choice, nothing sent is none."""

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        muted = muted_purposes(person)
        super().__init__(*args, **kwargs)
        self.initial = {"gui": "1", "muon_nhan": [purpose.value for purpose in OPTIONAL if purpose not in muted]}

    def wanted(self) -> list[Purpose]:
        """What was ticked."""
        return [Purpose(value) for value in self.cleaned_data["muon_nhan"]]


class PhoneForm(forms.Form):
    """A part of a phone number, to find one phone in the trial box."""

    so = forms.CharField(
        label="Số điện thoại", required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )

    @property
    def digits(self) -> str:
        """Only the digits, as they are stored after the country code."""
        typed = self.cleaned_data.get("so", "") if self.is_valid() else ""
        return "".join(sign for sign in typed if sign.isdigit())
