from traders.words import plain_handle, stall_codes


def test_stall_codes_pasted_with_doubles_keep_the_first_spelling_and_the_order() -> None:
    assert stall_codes("B2\n a1 ; A1,\tC  3\n\nb2") == ["B2", "a1", "C 3"]


def test_handle_with_at_sign_and_capitals_is_made_plain() -> None:
    assert plain_handle(" @Cho.BenThanh ") == "cho.benthanh"
