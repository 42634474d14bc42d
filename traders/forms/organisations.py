"""What the administrator types about organisations and their markets, and managers about their people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.accounts.roles import MARKET_ROLES, OFFICE_ROLES, Role
from portal.phones import PhoneError, international_phone
from portal.places.models import Province, Ward
from portal.search import Fold, VietnameseOrder, folded_contains
from traders import words
from traders.enums import MarketGrade
from traders.models import ManagementOrganisation, Market

CONTACT_HELP = "Số điện thoại hoặc e-mail. Người đã có tài khoản thì ghi tên đăng nhập cũng được."


class WardField(forms.CharField):
    """A ward typed by name, with or without accents and "phường"; the page offers a ``datalist`` of all."""

    def __init__(self, *, label: str = "Phường, xã", **options: Any) -> None:
        attrs = {"list": "wards", "autocomplete": "off"}
        super().__init__(
            label=label,
            help_text="Gõ vài chữ rồi chọn, ví dụ Bến Thành.",
            widget=forms.TextInput(attrs=attrs),
            error_messages={"required": "Ghi phường, xã."},
            **options,
        )
        self.wards = Ward.objects.current().select_related("province").order_by(VietnameseOrder("name"))

    def clean(self, value: Any) -> Any:
        """The ward meant, None for none."""
        typed = words.fold_spaces(super().clean(value))
        if not typed:
            return None
        return self._exact(typed) or self._only(typed)

    def _exact(self, typed: str) -> Ward | None:
        return next((ward for ward in self.wards if ward_label(ward) == typed), None)

    def _only(self, typed: str) -> Ward:
        named = typed.partition(",")[0]
        found = list(self.wards.alias(folded=Fold("full_name")).filter(folded_contains("folded", named)))
        exact = [ward for ward in found if named.casefold() in {ward.name.casefold(), ward.full_name.casefold()}]
        if len(exact or found) == 1:
            return (exact or found)[0]
        if not found:
            raise ValidationError(f"Không có phường, xã nào tên “{typed}” từ ngày 01/07/2025.")
        raise ValidationError(
            f"Có nhiều nơi khớp: {'; '.join(map(ward_label, found[:4]))}. Chọn một nơi trong danh sách."
        )


def ward_label(ward: Ward) -> str:
    """As the list offers it: ``Phường Bến Thành, Hồ Chí Minh``."""
    return f"{ward.full_name}, {ward.province.name}"


class OrganisationForm(forms.ModelForm[ManagementOrganisation]):
    """A management organisation."""

    class Meta:
        model = ManagementOrganisation
        fields = ("name", "kind", "city", "phone", "email", "address")
        error_messages = {"name": {"required": "Ghi tên tổ chức."}, "city": {"required": "Chọn tỉnh, thành phố."}}
        help_texts = {"name": "Như trên con dấu, ví dụ Ban quản lý chợ Bến Thành."}
        widgets = {"phone": forms.TextInput(attrs={"type": "tel"})}

    def clean_name(self) -> str:
        return words.fold_spaces(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        try:
            return international_phone(typed) if typed else ""
        except PhoneError as error:
            raise ValidationError(str(error)) from None


class NewMarketForm(forms.ModelForm[Market]):
    """A market of an organisation."""

    ward = WardField()

    class Meta:
        model = Market
        fields = ("name", "kind", "grade", "ward", "address")
        error_messages = {"name": {"required": "Ghi tên chợ."}}
        help_texts = {"name": "Cả chữ “Chợ”, ví dụ Chợ Bến Thành."}

    def __init__(self, *args: Any, organisation: ManagementOrganisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grade"].choices = [("", "Chưa xếp hạng"), *MarketGrade.choices]  # type: ignore[attr-defined] # a ChoiceField
        field = self.fields["ward"]
        assert isinstance(field, WardField)
        field.wards = field.wards.filter(province_id=organisation.city_id)
        self.ward_labels = [ward_label(ward) for ward in field.wards]

    def clean_name(self) -> str:
        return words.fold_spaces(self.cleaned_data["name"])


class StaffRoleForm(forms.Form):
    """Manager or clerk."""

    role = forms.ChoiceField(
        label="Vai trò",
        choices=[(role.value, role.label) for role in MARKET_ROLES],
        widget=forms.RadioSelect,
        help_text="Quản lý thêm được việc sửa trang giới thiệu, thêm và gỡ người, gửi tin, tải danh sách. "
        "Nhân viên làm việc hằng ngày: sạp, tiểu thương, nhập đơn.",
        error_messages={"required": "Chọn vai trò."},
    )


class StaffForm(StaffRoleForm):
    """A person to be added."""

    contact = forms.CharField(
        label="Người này là ai", max_length=120, help_text=CONTACT_HELP,
        error_messages={"required": "Ghi số điện thoại hoặc e-mail của người này."},
    )  # fmt: skip
    full_name = forms.CharField(
        label="Họ và tên", max_length=120, required=False, help_text="Cần khi người này chưa có tài khoản."
    )
    field_order = ("contact", "full_name", "role")


class OfficeRoleForm(forms.Form):
    """What a person outside markets is, and for which city or ward."""

    role = forms.ChoiceField(
        label="Vai trò",
        choices=[(role.value, role.label) for role in OFFICE_ROLES],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn vai trò."},
    )
    city = forms.ModelChoiceField(
        Province.objects.order_by(VietnameseOrder("name")),
        label="Tỉnh, thành phố",
        required=False,
        empty_label="Không",
        help_text="Cho cán bộ Sở và thanh tra.",
    )
    ward = WardField(label="Phường, xã của cán bộ UBND", required=False)

    def clean(self) -> dict[str, Any]:
        """A role that sees one place has to name it."""
        found: dict[str, Any] = super().clean() or {}
        role = found.get("role")
        if role in {Role.OFFICIAL, Role.INSPECTOR} and "city" not in self.errors and not found.get("city"):
            self.add_error("city", "Chọn tỉnh, thành phố của cán bộ này.")
        if role == Role.WARD_OFFICE and "ward" not in self.errors and not found.get("ward"):
            self.add_error("ward", "Ghi phường, xã của cán bộ này.")
        return found

    @property
    def ward_labels(self) -> list[str]:
        """For the page's ``datalist``."""
        field = self.fields["ward"]
        assert isinstance(field, WardField)
        return [ward_label(ward) for ward in field.wards]


class OfficeForm(OfficeRoleForm):
    """A new account."""

    full_name = forms.CharField(label="Họ và tên", max_length=120, error_messages={"required": "Ghi họ và tên."})
    contact = forms.CharField(
        label="E-mail hoặc số điện thoại",
        max_length=120,
        help_text="Lời mời đặt mật khẩu được gửi tới đây.",
        error_messages={"required": "Ghi e-mail hoặc số điện thoại."},
    )
    field_order = ("full_name", "contact", "role", "city", "ward")


class ReasonForm(forms.Form):
    """Why an account is closed; the person reads it."""

    reason = forms.CharField(
        label="Lý do", max_length=200, help_text="Người này đọc được.", error_messages={"required": "Ghi lý do."}
    )
