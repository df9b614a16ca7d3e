"""The prices of a product's row: read, and checked against each other."""

from dataclasses import dataclass

from shopguide.catalog.rows.row_parsing import RowError
from shopguide.domain.money import Money
from shopguide.domain.offer import Offer
from shopguide.domain.row_problem import ProblemCode
from shopguide.text.currency_words import currency_of_word
from shopguide.text.price_text import PriceTextError, read_price


@dataclass(frozen=True, slots=True)
class Prices:
    """Both prices of a row, and what is doubtful about them."""

    price: Money | None
    sale_price: Money | None
    warnings: tuple[RowError, ...]


@dataclass(frozen=True, slots=True)
class PriceReader:
    """Reads the prices of one file; `currency` and `decimal_mark` are those of `read_price`."""

    currency: str = ""
    decimal_mark: str = ""

    def read(self, price: str, sale_price: str, currency: str = "") -> Prices:
        """Read a row's prices; `currency` is what the row says beside them.

        A sale price of 0 is how exports write that there is none, and left out with a warning.

        Raises:
            RowError: one cannot be read, or they do not fit together.
        """
        warnings: list[RowError] = []
        currency = currency_of_word(currency, self.currency) if currency else self.currency
        full = self._money("price", price, currency, warnings)
        sale = self._money("sale_price", sale_price, currency, warnings)
        return _fitting(full, sale, sale_price, warnings)

    def update(
        self, price: str | None, sale_price: str | None, currency: str, live: Offer
    ) -> Prices:
        """Read the prices that a row has; what is None stays as it is live.

        Raises:
            RowError: one cannot be read, or it does not fit the other one, read or live.
        """
        warnings: list[RowError] = []
        currency = currency_of_word(currency, self.currency) if currency else self.currency
        full, sale = live.price, live.sale_price
        if price is not None:
            full = _as_live(self._money("price", price, currency, warnings), live.price)
        if sale_price is not None:
            sale = self._money("sale_price", sale_price, currency, warnings)
            sale = _as_live(sale, live.sale_price)
            return _fitting(full, sale, sale_price, warnings)
        if sale and full != live.price and not _is_reduced(full, sale):
            reason = f"the live sale_price, {sale}, is not below this price: send the column"
            reason = f"{reason} sale_price, too (empty where the sale is over)"
            raise RowError("price", price or "", reason, ProblemCode.BAD_SALE_PRICE)
        return Prices(full, sale, tuple(warnings))

    def _money(
        self, column: str, text: str, currency: str, warnings: list[RowError]
    ) -> Money | None:
        if not text:
            return None
        try:
            read = read_price(text, currency, self.decimal_mark)
        except PriceTextError as error:
            raise RowError(column, text, str(error), error.code) from error
        if read.other:
            reason = f"it was read as {read.money}, but could also be {read.other}"
            warnings.append(RowError(column, text, reason, ProblemCode.AMBIGUOUS_PRICE))
        return read.money


def _as_live(price: Money | None, live: Money | None) -> Money | None:
    """The live price if that is the same amount: 5 instead of 5.00 is no change."""
    return live if price == live else price


def _fitting(
    price: Money | None, sale_price: Money | None, text: str, warnings: list[RowError]
) -> Prices:
    """Both, if they fit together; `text` is the sale price as the row has it."""
    if sale_price and price and price.amount and not sale_price.amount:
        reason = "a sale_price of 0 is taken for none"
        warnings.append(RowError("sale_price", text, reason, ProblemCode.BAD_SALE_PRICE))
        sale_price = None
    if sale_price and (reason := _misfit(price, sale_price)):
        raise RowError("sale_price", text, reason, ProblemCode.BAD_SALE_PRICE)
    return Prices(price, sale_price, tuple(warnings))


def _is_reduced(price: Money | None, sale_price: Money) -> bool:
    if price is None or price.currency != sale_price.currency:
        return False
    return sale_price.amount < price.amount


def _misfit(price: Money | None, sale_price: Money) -> str:
    """Why a sale price does not fit its price; empty if it does."""
    if not price:
        return "there is a sale_price, but no price"
    if sale_price.currency != price.currency:
        return f"the sale_price is in another currency than the price, {price}"
    if sale_price.amount > price.amount:
        return f"the sale_price is above the price, {price}"
    return ""
