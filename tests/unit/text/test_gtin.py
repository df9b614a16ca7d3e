import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.text.gtin import check_digit, is_gtin, read_gtin


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4006381333931", "4006381333931"),
        ("96385074", "96385074"),
        ("036000291452", "036000291452"),
        ("14006381333938", "14006381333938"),
        ("400-6381 33393.1", "4006381333931"),
        ("'4006381333931", "4006381333931"),
        ("4006381333931.0", "4006381333931"),
        ("36000291452", "036000291452"),
        ("978-0-306-40615-7", "9780306406157"),
        ("0-306-40615-2", "9780306406157"),
        ("ISBN: 080442957x", "9780804429573"),
        ("does not apply", ""),
        ("无", ""),
        ("0", ""),
        ("0000000000000", ""),
        ("", ""),
    ],
)
def test_reads_numbers_as_shops_write_them(text: str, expected: str) -> None:
    assert read_gtin(text) == expected
    assert is_gtin(text) == bool(expected)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("4006381333932", "last digit should be 1"),
        ("4.00638E+12", "Excel"),
        ("4,00638E+12", "Excel"),
        ("12345", "5 digits"),
        ("ABC-123", "only digits"),
        ("４００６", "only digits"),
    ],
)
def test_says_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_gtin(text)
    assert not is_gtin(text)


@given(
    st.sampled_from([7, 11, 12, 13]).flatmap(
        lambda n: st.text("0123456789", min_size=n, max_size=n)
    )
)
def test_only_one_last_digit_is_right(digits: str) -> None:
    right = [last for last in "0123456789" if is_gtin(digits + last)]
    assert right == ([check_digit(digits)] if digits.strip("0") else [])
