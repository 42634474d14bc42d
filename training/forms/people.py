"""Whom a board sends to a run: filters of its list, the chosen, a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse

from portal.accounts.roles import Action
from portal.search import VietnameseOrder
from traders import words
from traders.forms.filters import ANY, NO, TRUTH, YES
from traders.forms.selection import SelectionForm
from traders.models import GoodsLine, Market, MarketZone
from traders.queries import TraderFilter, filtered
from training.enums import EnrolledHow
from training.queries.people import PeopleFilter, narrowed

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User
    from traders.models import Trader
    from training.models import CourseRun

MAX_BYTES = 5 * 1024**2


class PeopleFilterForm(forms.Form):
    """Short names, since they are read in the address. People come untrained first to mind, not by default."""

    q = forms.CharField(label="Tên, số điện thoại hoặc mã sạp", required=False, max_length=80, empty_value="")
    hoc = forms.ChoiceField(
        label="Đã học chưa", required=False, choices=[(ANY, "Tất cả"), (NO, "Chưa học lần nào"), (YES, "Đã học")]
    )
    live = forms.ChoiceField(
        label="Đã phát live chưa",
        required=False,
        choices=[(ANY, "Tất cả"), (NO, "Chưa phát lần nào"), (YES, "Đã phát")],
    )
    nganh = forms.ModelChoiceField(
        GoodsLine.objects.none(), label="Ngành hàng", required=False, to_field_name="slug", empty_label="Mọi ngành hàng"
    )
    cho = forms.ModelChoiceField(
        Market.objects.none(), label="Chợ", required=False, to_field_name="slug", empty_label="Mọi chợ"
    )
    khu = forms.ModelChoiceField(MarketZone.objects.none(), label="Khu", required=False, empty_label="Mọi khu")

    def __init__(self, query: QueryDict, *, user: User, run: CourseRun) -> None:
        super().__init__(query)
        markets = Market.objects.managed_by(user, Action.ENROL_OTHERS)
        only = list(run.markets.values_list("pk", flat=True))
        markets = markets.filter(pk__in=only) if only else markets.filter(ward__province=run.course.city_id)
        self._offer("cho", markets.order_by("name_order"))
        self._offer("khu", MarketZone.objects.filter(market__in=markets).select_related("market"))
        self._offer("nganh", GoodsLine.objects.order_by("-is_group", VietnameseOrder("name")))
        if markets.count() < 2:
            del self.fields["cho"]

    def _offer(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined] # a ModelChoiceField

    def narrow(self, traders: QuerySet[Trader]) -> QuerySet[Trader]:
        """Those of ``traders`` who are asked for; call it on a valid form only."""
        asked = self.cleaned_data
        by = TraderFilter(
            words=words.fold_spaces(asked["q"]), market=asked.get("cho"), goods_line=asked["nganh"], state=""
        )
        more = PeopleFilter(asked["khu"], TRUTH.get(asked["hoc"]), TRUTH.get(asked["live"]))
        return narrowed(filtered(traders, by), more)

    @property
    def is_narrowed(self) -> bool:
        return any(field.value() for field in self)


class PeopleSelection(SelectionForm):
    """Whom of the list is meant, and whether they came out of a file."""

    nguon = forms.ChoiceField(choices=[("", "Từ danh sách"), ("tep", "Từ tệp")], required=False)

    def __init__(self, sent: QueryDict, *, user: User, run: CourseRun) -> None:
        self.run = run
        super().__init__(sent, user=user)

    def clean_loc(self) -> str:
        """A filter that cannot be read chooses nobody, never everybody."""
        text = str(self.cleaned_data["loc"])
        self.people = PeopleFilterForm(QueryDict(text), user=self.user, run=self.run)
        if not self.people.is_valid():
            raise ValidationError("Bộ lọc của danh sách không đọc được.")
        return text

    def chosen(self, traders: QuerySet[Trader]) -> QuerySet[Trader]:
        scope = self.cleaned_data["pham_vi"]
        if scope == "tat-ca":
            return self.people.narrow(traders)
        return traders.filter(pk__in=self.cleaned_data["danh_dau" if scope == "danh-dau" else "tren_trang"])

    def hidden(self) -> dict[str, str]:
        return super().hidden() | {"nguon": self.cleaned_data["nguon"]}

    def list_url(self) -> str:
        """The list from which they were chosen, as it was narrowed."""
        path, query = reverse("run_people", args=[self.run.code]), self.cleaned_data.get("loc", "")
        return f"{path}?{query}" if query else path

    @property
    def how(self) -> EnrolledHow:
        return EnrolledHow.LIST if self.cleaned_data["nguon"] else EnrolledHow.BOARD


class PeopleFileForm(forms.Form):
    people_file = forms.FileField(
        label="Tệp Excel hoặc CSV",
        max_length=200,
        allow_empty_file=True,
        error_messages={"required": "Chọn tệp danh sách."},
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
    )

    def clean_people_file(self) -> Any:
        file = self.cleaned_data["people_file"]
        if file.size > MAX_BYTES:
            raise ValidationError("Tệp lớn hơn 5 MB. Danh sách đi học không cần tệp lớn như vậy.")
        return file
