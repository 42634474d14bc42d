import pytest

from traders.words import international_phone, plain_handle, stall_codes


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0912 345 678", "+84912345678"),
        ("+84 912.345.678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("055-123-4567", "+84551234567"),
        ("(028) 3829 1234", "+842838291234"),
    ],
)
def test_phone_typed_in_any_way_is_stored_in_one(typed: str, stored: str) -> None:
    assert international_phone(typed) == stored


@pytest.mark.parametrize("typed", ["0123 456 7890", "12345", "0912 345 67a", "+1 202 555 0100"])
def test_phone_of_no_vietnamese_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="số điện thoại Việt Nam"):
        international_phone(typed)


def test_stall_codes_pasted_with_doubles_keep_the_first_spelling_and_the_order() -> None:
    assert stall_codes("B2\n a1 ; A1,\tC  3\n\nb2") == ["B2", "a1", "C 3"]


def test_handle_with_at_sign_and_capitals_is_made_plain() -> None:
    assert plain_handle(" @Cho.BenThanh ") == "cho.benthanh"
