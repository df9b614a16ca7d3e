from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.domain.money import CURRENCIES, Money, minor_digits
from shopguide.domain.row_problem import ProblemCode
from shopguide.text.price_text import PriceTextError, read_price


def price(text: str, currency: str = "", decimal_mark: str = "") -> str:
    """What is read, or where it is doubtful, also what it could be."""
    read = read_price(text, currency, decimal_mark)
    return f"{read.money} or {read.other}" if read.other else str(read.money)


def refusal(text: str, currency: str = "") -> PriceTextError:
    with pytest.raises(PriceTextError) as caught:
        read_price(text, currency)
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15.00 USD", "15.00 USD"),
        ("15 usd", "15 USD"),
        ("15.00\u00a0USD", "15.00 USD"),
        ("USD 15", "15 USD"),
        ("$1,299.00", "1299.00 USD"),
        ("US$15", "15 USD"),
        ("$15 CAD", "15 CAD"),
        ("1.299,00 €", "1299.00 EUR"),
        ("€ 1 299,00", "1299.00 EUR"),
        ("1\u202f299,00 €", "1299.00 EUR"),
        ("15,- €", "15 EUR"),
        ("1'299.00 CHF", "1299.00 CHF"),
        ("CHF 1’299.-", "1299 CHF"),
        ("£9.99", "9.99 GBP"),
        ("$.99", "0.99 USD"),
        ("¥199", "199 CNY"),
        ("￥199元", "199 CNY"),
        ("￥１９９．９０", "199.90 CNY"),
        ("199元", "199 CNY"),
        ("199.00元/件", "199.00 CNY"),
        ("价格：199元", "199 CNY"),
        ("RMB 199", "199 CNY"),
        ("人民币199元", "199 CNY"),
        ("1.2万元", "12000 CNY"),
        ("1.299万元", "12990 CNY"),
        ("HK$1,200", "1200 HKD"),
        ("NT$1,200", "1200 TWD"),
        ("A$15", "15 AUD"),
        ("R$ 1.299,90", "1299.90 BRL"),
        ("Rs. 1,299", "1299 INR"),
        ("Rs 1,299/-", "1299 INR"),
        ("₹12,99,000", "1299000 INR"),
        ("₩12,000", "12000 KRW"),
        ("฿15", "15 THB"),
        ("1 299 000 ₽", "1299000 RUB"),
        ("12,99 zł", "12.99 PLN"),
        ("USD 15,00", "15.00 USD"),
        ("1.299 KWD", "1.299 KWD"),
        ("12.990000000000002 USD", "12.99 USD"),
        ("0.299 USD", "0.299 USD"),
        ("5 USD each", "5 USD"),
        ("$12.99 ea.", "12.99 USD"),
        ("AU $15.00", "15.00 AUD"),
        ("C $15", "15 CAD"),
        ("1,299円(税込)", "1299 JPY"),
        ("15 EUR incl. VAT", "15 EUR"),
        ("Rp 150.000", "150000 IDR"),
        ("99 р.", "99 RUB"),
        ("'15.00 USD*", "15.00 USD"),
    ],
)
def test_reads_prices_as_shops_write_them(text: str, expected: str) -> None:
    assert price(text) == expected


@pytest.mark.parametrize(
    ("text", "currency", "expected"),
    [
        ("1299", "EUR", "1299 EUR"),
        ("1299.5", "USD", "1299.5 USD"),
        ("$15", "AUD", "15 AUD"),
        ("$15", "EUR", "15 USD"),
        ("¥199", "JPY", "199 JPY"),
        ("¥199", "USD", "199 CNY"),
        ("199元", "TWD", "199 TWD"),
        ("1 299,00 kr", "SEK", "1299.00 SEK"),
        ("199 USD", "EUR", "199 USD"),
        ("免费", "CNY", "0 CNY"),
        ("Free", "USD", "0 USD"),
    ],
)
def test_the_shops_currency_decides_where_the_price_leaves_it_open(
    text: str, currency: str, expected: str
) -> None:
    assert price(text, currency) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.299 EUR", "1299 EUR or 1.299 EUR"),
        ("1,299 EUR", "1299 EUR or 1.299 EUR"),
        ("1.299 USD", "1.299 USD or 1299 USD"),
        ("$1.299", "1.299 USD or 1299 USD"),
        ("1.299 JPY", "1299 JPY or 1.299 JPY"),
        ("1.299 €", "1299 EUR"),
        ("€1,299", "1299 EUR"),
        ("1,299 USD", "1299 USD"),
        ("1,299 JPY", "1299 JPY"),
        ("1299.000 EUR", "1299.000 EUR"),
    ],
)
def test_tells_where_a_mark_could_be_before_the_cents_or_group_thousands(
    text: str, expected: str
) -> None:
    assert price(text) == expected


@pytest.mark.parametrize(
    ("decimal_mark", "expected"), [(".", "1.299 EUR"), (",", "1299 EUR"), ("", "1299 EUR or")]
)
def test_the_mapping_says_which_mark_stands_before_the_cents(
    decimal_mark: str, expected: str
) -> None:
    assert price("1.299 EUR", decimal_mark=decimal_mark).startswith(expected)
    assert price("1.299,50 EUR", decimal_mark=decimal_mark) == "1299.50 EUR"


@pytest.mark.parametrize("text", ["", " ", "N/A", "-", "面议", "call", "Price on request", "暂无"])
def test_words_for_no_price_are_no_price(text: str) -> None:
    assert read_price(text).money is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("10-20 USD", "a range"),
        ("$10.00 - $20.00", "a range"),
        ("199元起", "a range"),
        ("from $5", "a range"),
        ("ab 5 €", "a range"),
        ("abc", "is not an amount"),
        ("-5 USD", "negative"),
        ("($5.00)", "negative"),
        ("1.3E+03", "Excel"),
        ("5 XYZ", "'XYZ', which is not a known"),
        ("$15 EUR", "two different currencies"),
        ("1,2,3 USD", "not an amount"),
        ("1.23456 USD", "more than 4 decimals"),
        ("99999999999 USD", "above 1000000000"),
        ("12345678901234567890123456789.123456 USD", "at most 26 characters"),
        ("99999999999999999999999亿元", "above 1000000000"),
        ("15 cents", "not an amount"),
        ("$5.00/month", "not an amount"),
        ("soon", "not an amount"),
        ("5 " * 60, "longer than 100 characters"),
    ],
)
def test_says_why_it_is_no_price(text: str, reason: str) -> None:
    error = refusal(text)
    assert error.code is ProblemCode.BAD_PRICE
    assert reason in str(error)


@pytest.mark.parametrize("text", ["1299", "free", "1 299,00 kr"])
def test_a_price_without_currency_is_refused_with_every_way_to_mend_it(text: str) -> None:
    error = refusal(text)
    assert error.code is ProblemCode.NO_CURRENCY
    assert "15.00 USD" in str(error)
    assert "mapping.json" in str(error)
    assert "SHOPGUIDE_CURRENCY" in str(error)


amounts = st.decimals(min_value=0, max_value=10**8, places=2).map(
    lambda amount: amount.quantize(Decimal("0.01"))
)


@given(amounts, st.sampled_from(sorted(CURRENCIES)))
def test_the_native_form_is_read_as_it_always_was(amount: Decimal, currency: str) -> None:
    assert read_price(f"{amount} {currency}").money == Money(amount, currency)


def _german(amount: Decimal) -> str:
    return f"{amount:,}".translate(str.maketrans(",.", ".,"))


def _french(amount: Decimal) -> str:
    return f"{amount:,}".translate(str.maketrans(",.", "\u202f,"))


def _swiss(amount: Decimal) -> str:
    return f"{amount:,}".replace(",", "'")


def _indian(amount: Decimal) -> str:
    whole, cents = str(amount).split(".")
    head, tail = whole[:-3], whole[-3:]
    groups = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
    return ",".join((*groups, tail)) + f".{cents}"


@given(
    amounts,
    st.sampled_from([str, "{:,}".format, _german, _french, _swiss, _indian]),
    st.sampled_from(sorted(code for code in CURRENCIES if minor_digits(code) == 2)),
    st.sampled_from(["{0} {1}", "{1} {0}", "{1}{0}", "{0}{1}"]),
)
@settings(max_examples=300)
def test_an_amount_with_cents_is_read_the_same_in_every_notation(
    amount: Decimal, write: Callable[[Decimal], str], currency: str, form: str
) -> None:
    read = read_price(form.format(write(amount), currency))
    assert read.money == Money(amount, currency)
    assert read.other is None


@given(
    amounts,
    st.sampled_from(
        [
            ("$", "USD"), ("US$", "USD"), ("£", "GBP"), ("¥", "CNY"), ("￥", "CNY"), ("€", "EUR"),
            ("HK$", "HKD"), ("NT$", "TWD"), ("A$", "AUD"), ("C$", "CAD"), ("₹", "INR"),
            ("Rs. ", "INR"), ("₩", "KRW"), ("฿", "THB"), ("RMB ", "CNY"), ("人民币", "CNY"),
        ]
    ),
)  # fmt: skip
def test_every_sign_means_its_currency(amount: Decimal, sign: tuple[str, str]) -> None:
    assert read_price(f"{sign[0]}{amount:,}").money == Money(amount, sign[1])


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from("元 圆 块 元/件 元/个".split()))
def test_whole_amounts_of_yuan_are_read_with_their_counters(amount: int, unit: str) -> None:
    assert read_price(f"{amount}{unit}").money == Money(Decimal(amount), "CNY")


@given(st.text(alphabet="0123456789.,' -+$€¥元kr万eE()/%usd起\u00a0x", max_size=120))
@settings(max_examples=500)
def test_whatever_stands_there_is_a_price_or_none_or_a_reason(text: str) -> None:
    with suppress(PriceTextError):
        money = read_price(text, "USD").money
        assert money is None or money.amount >= 0


@pytest.mark.parametrize("piece", ["us$", "kr.", "1 299 ", "1,", "10-", "rs", "e+"])
def test_a_wild_field_is_refused_at_once(piece: str) -> None:
    refusal(f"{piece * 30}!")
    refusal(f"{piece * 30_000}!")
