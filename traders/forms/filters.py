"""What a list of traders is narrowed to, as it stands in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from portal.places.models import Ward
from portal.search import VietnameseOrder
from traders import words
from traders.enums import TraderState
from traders.models import GoodsLine, Market
from traders.queries import TraderFilter

if TYPE_CHECKING:
    from django.http import QueryDict

    from portal.accounts.models import User

ANY, YES, NO, UNKNOWN = "", "co", "khong", "chua-ro"
ALL_STATES = "tat-ca"
STATES = {"": TraderState.ACTIVE, "da-roi": TraderState.LEFT, ALL_STATES: ""}
TRUTH = {YES: True, NO: False}
ORDERS = (("", "Tên A–Z"), ("cho", "Chợ"), ("sap", "Mã sạp"), ("moi", "Mới thêm"))
PAGE = "trang"


class TraderFilterForm(forms.Form):
    """Filters of the register; short names, since they are read in the address."""

    q = forms.CharField(label="Tên, số điện thoại hoặc mã sạp", required=False, max_length=80, empty_value="")
    cho = forms.ModelChoiceField(
        Market.objects.none(), label="Chợ", required=False, to_field_name="slug", empty_label="Mọi chợ"
    )
    phuong = forms.ModelChoiceField(
        Ward.objects.none(), label="Phường, xã", required=False, to_field_name="code", empty_label="Mọi phường, xã"
    )
    nganh = forms.ModelChoiceField(
        GoodsLine.objects.all(), label="Ngành hàng", required=False, to_field_name="slug", empty_label="Mọi ngành hàng"
    )
    con = forms.ChoiceField(
        label="Tình trạng",
        required=False,
        choices=[("", "Đang bán"), ("da-roi", "Đã rời chợ"), (ALL_STATES, "Tất cả")],
    )
    dt = forms.ChoiceField(
        label="Số điện thoại", required=False, choices=[(ANY, "Có hoặc chưa"), (YES, "Đã có"), (NO, "Chưa có")]
    )
    san = forms.ChoiceField(
        label="Tài khoản sàn", required=False, choices=[(ANY, "Có hoặc chưa"), (YES, "Đã có"), (NO, "Chưa có")]
    )
    mst = forms.ChoiceField(
        label="Mã số thuế", required=False, choices=[(ANY, "Có hoặc chưa"), (YES, "Đã có"), (NO, "Chưa có")]
    )
    hddt = forms.ChoiceField(
        label="Hóa đơn điện tử",
        required=False,
        choices=[(ANY, "Mọi câu trả lời"), (YES, "Có dùng"), (NO, "Không dùng"), (UNKNOWN, "Chưa rõ")],
    )
    xep = forms.ChoiceField(label="Xếp theo", required=False, choices=ORDERS)

    FIRST = ("q", "cho", "nganh")
    """What stands open; the others are a tap away."""

    def __init__(self, query: QueryDict, *, user: User, market: Market | None = None) -> None:
        super().__init__(query)
        self.market = market
        if market:
            del self.fields["cho"], self.fields["phuong"]
        else:
            markets = Market.objects.visible_to(user)
            self._offer("cho", markets.order_by("name_order"))
            wards = Ward.objects.filter(pk__in=markets.values("ward"))
            self._offer("phuong", wards.order_by(VietnameseOrder("name")))
        self._offer("nganh", GoodsLine.objects.order_by("-is_group", VietnameseOrder("name")))

    def _offer(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined] # a ModelChoiceField

    def narrow(self) -> TraderFilter:
        """What is asked for; call it on a valid form only."""
        asked = self.cleaned_data
        return TraderFilter(
            words=self.words,
            market=self.market or asked.get("cho"),
            ward=asked.get("phuong"),
            goods_line=asked["nganh"],
            state=STATES[asked["con"]],
            has_phone=TRUTH.get(asked["dt"]),
            has_account=TRUTH.get(asked["san"]),
            has_tax_code=TRUTH.get(asked["mst"]),
            uses_einvoice=TRUTH.get(asked["hddt"]),
            einvoice_is_unknown=asked["hddt"] == UNKNOWN,
        )

    @property
    def words(self) -> str:
        return words.fold_spaces(self.cleaned_data["q"])

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST if name in self.fields]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in self.FIRST]

    @property
    def more_used(self) -> int:
        """How many of the filters that do not stand open are set."""
        return sum(1 for field in self.more_fields if field.value())

    @property
    def is_narrowed(self) -> bool:
        return any(field.value() for field in self)


def filter_text(query: QueryDict, market: Market | None) -> str:
    """The filters as one text, without the page, with the market whose list it is."""
    kept = query.copy()
    kept.pop(PAGE, None)
    if market:
        kept["cho"] = market.slug
    return kept.urlencode()
