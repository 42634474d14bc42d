"""What an official types about courses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from portal.accounts.roles import Role
from training.enums import OrganiserKind, Topic
from training.forms.fields import ChoicesField, HoursField, LineField
from training.models import Course, CourseMaterial, Organiser

if TYPE_CHECKING:
    from portal.accounts.models import User

IN_USE, OUT_OF_USE, EITHER = "", "nghi", "tat-ca"


class CourseFilterForm(forms.Form):
    """Filters of the list of courses, as they stand in the address."""

    q = LineField(label="Tên khóa", required=False, max_length=80)
    chu_de = forms.ChoiceField(label="Chủ đề", required=False, choices=[("", "Mọi chủ đề"), *Topic.choices])
    con = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[(IN_USE, "Đang dùng"), (OUT_OF_USE, "Không dùng nữa"), (EITHER, "Tất cả")],
    )

    def chosen(self) -> dict[str, Any]:
        """Arguments for ``courses_listed``; what cannot be read is left out."""
        self.is_valid()
        read = self.cleaned_data.get
        in_use = {IN_USE: True, OUT_OF_USE: False}.get(read("con", IN_USE))
        return {"words": read("q", ""), "topic": read("chu_de", ""), "is_active": in_use}


class CourseForm(forms.ModelForm[Course]):
    """A course; an organiser who is not in the list is added in place."""

    minutes = HoursField(
        label="Thời lượng, giờ", help_text="Ghi trên giấy chứng nhận. Ví dụ 4 hoặc 2,5.",
        error_messages={"required": "Ghi số giờ học."},
    )  # fmt: skip
    organisers = ChoicesField(
        Organiser.objects.all(), label="Đơn vị tổ chức", required=False, help_text="Chọn nhiều khi cùng tổ chức."
    )
    new_name = LineField(
        label="Thêm đơn vị chưa có trong danh sách", required=False, max_length=160,
        help_text="Tên đầy đủ, ví dụ Sở Công Thương TP. Hồ Chí Minh.",
    )  # fmt: skip
    new_short_name = LineField(label="Tên gọi ngắn của đơn vị thêm", required=False, max_length=60)
    new_kind = forms.ChoiceField(label="Loại đơn vị thêm", required=False, choices=OrganiserKind)

    class Meta:
        model = Course
        fields = (
            "city", "title", "topic", "level", "audience", "minutes", "summary", "syllabus", "organisers",
            "attendance_percent", "is_active",
        )  # fmt: skip
        widgets = {"summary": forms.Textarea(attrs={"rows": 3}), "syllabus": forms.Textarea(attrs={"rows": 8})}
        error_messages = {
            "title": {"required": "Đặt tên cho khóa."},
            "topic": {"required": "Chọn chủ đề."},
            "summary": {"required": "Ghi học xong làm được gì."},
        }
        help_texts = {
            "summary": "Một hai câu, nói như nói với người bán: “Tự mở một buổi phát và chốt được đơn đầu tiên.”",
            "is_active": "Bỏ chọn khi không mở lớp của khóa này nữa. Lớp cũ vẫn còn.",
        }

    field_order = (
        "city", "title", "topic", "level", "audience", "minutes", "summary", "syllabus", "organisers", "new_name",
        "new_short_name", "new_kind", "attendance_percent", "is_active",
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user.role != Role.ADMINISTRATOR and user.city:
            del self.fields["city"]
            self.instance.city = user.city
        if not self.instance.pk:
            del self.fields["is_active"]
        self.order_fields(self.field_order)

    def _get_validation_exclusions(self) -> set[str]:
        """Check the constraints that name the city too."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc] # absent from the stubs
        return excluded - {"city"}

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_new_name(self) -> str:
        name: str = self.cleaned_data["new_name"]
        if name and Organiser.objects.filter(name__iexact=name).exists():
            raise ValidationError("Đơn vị này đã có trong danh sách ở trên.")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("organisers") or cleaned.get("new_name") or self.errors.get("new_name")):
            self.add_error("organisers", "Chọn ít nhất một đơn vị tổ chức.")
        return cleaned

    @property
    def new_organiser(self) -> Organiser | None:
        """The one that was named in place."""
        name = self.cleaned_data["new_name"]
        if not name:
            return None
        short, kind = self.cleaned_data["new_short_name"], self.cleaned_data["new_kind"]
        return Organiser(name=name, short_name=short or name[:60], kind=kind or OrganiserKind.DEPARTMENT)


class MaterialForm(forms.ModelForm[CourseMaterial]):
    """A file or a link; which file it is, the action takes in."""

    file = forms.FileField(
        label="Tệp", required=False, help_text="PDF hoặc ảnh, nhẹ hơn 10 MB. Bài trình chiếu: lưu thành PDF."
    )

    class Meta:
        model = CourseMaterial
        fields = ("title", "link", "is_public")
        error_messages = {"title": {"required": "Đặt tên cho tài liệu."}}
        help_texts = {"link": "Hoặc đường dẫn tới trang, video. Bỏ trống khi đã chọn tệp."}

    field_order = ("title", "file", "link", "is_public")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["file"]
            if self.instance.file:
                del self.fields["link"]
            else:
                self.fields["link"].required = True
                self.fields["link"].help_text = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        has_one = bool(cleaned.get("file")) != bool(cleaned.get("link"))
        if not (self.instance.pk or has_one or {"file", "link"} & set(self.errors)):
            self.add_error("file", "Chọn tệp, hoặc ghi đường dẫn: một trong hai.")
        return cleaned

    def _post_clean(self) -> None:
        """The file is taken in by the action, so the row is checked with something in its place."""
        taken = self.cleaned_data.get("file")
        if taken:
            self.instance.file = taken.name
        super()._post_clean()  # type: ignore[misc] # absent from the stubs
        if taken:
            self.instance.file = ""
