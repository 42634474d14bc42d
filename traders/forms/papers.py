"""Forms of papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from traders import words
from traders.enums import PaperCondition, PaperKind
from traders.models import Paper, Product
from traders.paper_files import PaperFileError, TakenFile, take_paper
from traders.vneid import today


class PaperForm(forms.ModelForm[Paper]):
    """One paper of ``trader`` with its file; those who check may leave the file out when they saw the paper itself."""

    upload = forms.FileField(
        label="Tệp PDF hoặc ảnh chụp",
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png,image/webp"}),
        help_text="Nhiều nhất 10 MB. Chỉ bạn và ban quản lý chợ xem được.",
        error_messages={"required": "Chọn tệp hoặc chụp giấy tờ."},
    )

    class Meta:
        model = Paper
        fields = ("kind", "number", "issued_by", "issued_on", "valid_until", "products")
        help_texts = {"valid_until": "Như ghi trên giấy. Trống là không ghi hạn."}
        widgets = {
            "issued_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "valid_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "products": forms.CheckboxSelectMultiple,
        }
        error_messages = {"kind": {"required": "Chọn loại giấy tờ."}}

    def __init__(self, *args: Any, needs_file: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        trader = self.instance.trader
        self.fields["upload"].required = needs_file
        if not needs_file:
            self.fields["upload"].help_text = "Nhiều nhất 10 MB. Trống là đã xem bản giấy tại sạp."
        self.fields["kind"].choices = [("", "Chọn loại"), *PaperKind.choices]  # type: ignore[attr-defined] # a choice field
        products = Product.objects.filter(trader=trader).order_by("name_order")
        self.fields["products"] = forms.ModelMultipleChoiceField(
            products,
            label="Cho mặt hàng nào",
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="Không đánh dấu là cho mọi mặt hàng.",
        )
        if not products.exists():
            del self.fields["products"]
        if self.instance.replaces:
            del self.fields["kind"]

    def clean_number(self) -> str:
        return words.fold_spaces(self.cleaned_data["number"])

    def clean_issued_by(self) -> str:
        return words.fold_spaces(self.cleaned_data["issued_by"])

    def clean_issued_on(self) -> Any:
        day = self.cleaned_data["issued_on"]
        if day and day > today():
            raise ValidationError("Ngày cấp không thể ở sau hôm nay.")
        return day

    def clean_upload(self) -> TakenFile | None:
        file = self.cleaned_data["upload"]
        if not file:
            return None
        try:
            return take_paper(file)
        except PaperFileError as error:
            raise ValidationError(str(error)) from None


class PaperFilterForm(forms.Form):
    """Filter of a market's papers; what is not understood is left out."""

    q = forms.CharField(label="Tên tiểu thương hoặc số giấy", required=False, max_length=80, empty_value="")
    tinh_trang = forms.ChoiceField(
        label="Tình trạng", required=False, choices=[("", "Tất cả"), *PaperCondition.choices]
    )
    loai = forms.ChoiceField(label="Loại", required=False, choices=[("", "Tất cả"), *PaperKind.choices])

    @property
    def chosen(self) -> dict[str, str]:
        """As ``papers_for`` takes it."""
        self.full_clean()
        found = self.cleaned_data
        return {
            "search": words.fold_spaces(found.get("q", "")),
            "condition": found.get("tinh_trang", ""),
            "kind": found.get("loai", ""),
        }
