"""What is to be done with many traders of a list, and with which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse

from traders.forms.filters import TraderFilterForm
from traders.forms.goods import GoodsLineField
from traders.forms.traders import EINVOICE, yes_no_unknown
from traders.models import GoodsLine, Trader
from traders.queries import filtered

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User

MARKED, THIS_PAGE, ALL = "danh-dau", "trang-nay", "tat-ca"
MOST_KEYS = 500


class _Keys(forms.CharField):
    """Numbers parted by commas."""

    def clean(self, value: Any) -> list[int]:
        parts = [part for part in str(super().clean(value)).split(",") if part]
        if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
            raise ValidationError("Danh sách đã chọn không đọc được.")
        return [int(part) for part in parts[:MOST_KEYS]]


class SelectionForm(forms.Form):
    """Which traders: those marked, those of the page, or all whom the filter means.

    "All" carries the filter and no ids; ``so`` is the number that was confirmed, empty before it is.
    """

    pham_vi = forms.ChoiceField(
        choices=[(MARKED, "Những người đã đánh dấu"), (THIS_PAGE, "Cả trang này"), (ALL, "Tất cả người khớp bộ lọc")],
        required=False,
    )
    danh_dau = _Keys(required=False)
    tren_trang = _Keys(required=False)
    loc = forms.CharField(required=False, max_length=600)
    tu = forms.ChoiceField(choices=[("", "Danh sách chung"), ("cho", "Danh sách của chợ")], required=False)
    so = forms.IntegerField(required=False, min_value=0)

    def __init__(self, sent: QueryDict, *, user: User) -> None:
        super().__init__(self._gathered(sent))
        self.user = user

    @staticmethod
    def _gathered(sent: QueryDict) -> QueryDict:
        """The ticked boxes as one text, as the confirmation sends them on."""
        gathered = sent.copy()
        if "chon" in gathered:
            gathered["danh_dau"] = ",".join(gathered.getlist("chon"))
        return gathered

    def clean_pham_vi(self) -> str:
        return self.cleaned_data["pham_vi"] or MARKED

    def clean_loc(self) -> str:
        """A filter that cannot be read chooses nobody, never everybody."""
        text = self.cleaned_data["loc"]
        self.filters = TraderFilterForm(QueryDict(text), user=self.user)
        if not self.filters.is_valid():
            raise ValidationError("Bộ lọc của danh sách không đọc được.")
        return str(text)

    def chosen(self, traders: QuerySet[Trader]) -> QuerySet[Trader]:
        """Those of ``traders`` who are meant, counted anew at every call."""
        scope = self.cleaned_data["pham_vi"]
        if scope == ALL:
            return filtered(traders, self.filters.narrow())
        return traders.filter(pk__in=self.cleaned_data["danh_dau" if scope == MARKED else "tren_trang"])

    def hidden(self) -> dict[str, str]:
        """What the confirmation sends again."""
        sent = self.cleaned_data
        keys = {name: ",".join(map(str, sent[name])) for name in ("danh_dau", "tren_trang")}
        if sent["pham_vi"] == ALL:
            keys = dict.fromkeys(keys, "")
        return {"pham_vi": sent["pham_vi"], "loc": sent["loc"], "tu": sent["tu"]} | keys

    def list_url(self) -> str:
        """The list from which they were chosen, as it was narrowed."""
        market = self.filters.cleaned_data["cho"] if self.cleaned_data["tu"] else None
        query = QueryDict(self.cleaned_data["loc"], mutable=True)
        if market:
            query.pop("cho")
        path = reverse("trader_list", args=[market.slug]) if market else reverse("trader_register")
        return f"{path}?{query.urlencode()}" if query else path


class ManyGoodsLineForm(forms.Form):
    goods_line = GoodsLineField(label="Ngành hàng chính", empty_label="Chọn ngành hàng")

    def value(self) -> GoodsLine:
        found: GoodsLine = self.cleaned_data["goods_line"]
        return found


class ManyEinvoiceForm(forms.Form):
    uses_einvoice = forms.ChoiceField(
        label="Dùng hóa đơn điện tử", choices=[*EINVOICE[1:], ("unknown", "Chưa rõ")], widget=forms.RadioSelect
    )

    def value(self) -> bool | None:
        return yes_no_unknown(self.cleaned_data["uses_einvoice"])


class ManyMessageForm(forms.Form):
    text = forms.CharField(
        label="Nội dung tin",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Viết ngắn, nói ngay việc cần làm. Tối đa 300 ký tự. Ai đã tắt tin chung sẽ không nhận.",
        error_messages={"required": "Ghi nội dung tin."},
    )

    def value(self) -> str:
        return " ".join(str(self.cleaned_data["text"]).split())
