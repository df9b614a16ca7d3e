"""How the demo's catalogue team works: check, map, mend, approve, compare, go back."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from infra.local.client import ShopClient, import_path
from infra.local.commands.catalog_map import propose
from infra.local.demo.transcript import Transcript
from infra.local.output import Document
from infra.local.sample_shop.catalogue import sample_products
from infra.local.tables import print_rejections
from shopguide.domain.catalog_import import CatalogKind

DELTA = CatalogKind.PRODUCTS_DELTA
_CANARIES = "/local/merchandising/canaries"
_KETTLE = "6100000001"
_MARKET = (
    ("宝贝编号", "宝贝标题", "一口价(元)", "店铺名称", "颜色分类"),
    (_KETTLE, "茶语 玻璃养生壶 1.8升", "159.00", "茶语旗舰店", "透明"),
    (_KETTLE, "茶语 玻璃养生壶 1.8升", "149.00", "好物优选店", "透明"),
    ("6100000002", "茶语 便携旅行茶具", "面议吧", "茶语旗舰店", "黑色"),
)
"""The table of a marketplace: its own headers, two sellers, and a price that is none."""


def check_part(shop: ShopClient, files: Path, transcript: Transcript) -> None:
    """A third of the shop as if it were all of it: the check says what its upload would do."""
    before = _version(shop)
    lines = (files / "products.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    part = _write(files / "part.csv", "".join(lines[: len(lines) // 3]).encode())
    accepted = shop.upload(part, "products", lambda _: None, check=True)
    record = shop.follow_import(accepted["import_id"], lambda _: None)
    transcript.say(record["problem"])
    transcript.check(
        record["status"] == "checked" and "too_many_removed" in record["holds"],
        "an upload of a third of the shop would be held, because the others would be removed",
    )
    transcript.check(_version(shop) == before, "the check changed nothing")


def import_mapped(shop: ShopClient, files: Path, transcript: Transcript) -> None:
    """A table in a marketplace's own words, in GB18030: mapped by proposal, mended, live."""
    market = _write(files / "market.csv", _table(_MARKET).encode("gb18030"))
    mapping = propose(market, DELTA)["mapping"]
    transcript.say(f"market.csv.mapping.json: {json.dumps(mapping, ensure_ascii=False)}")
    shop.upload_mapping(json.dumps(mapping).encode(), market.name, DELTA.value)
    record = _import(shop, market)
    if record["status"] == "held":  # one row of three is more than may be invalid by accident
        transcript.say(record["problem"])
        record = _approve(shop, record, transcript)
    print_rejections(transcript.console, record)
    counts = record["counts"]
    transcript.check(
        (counts["added"], counts["merged"], counts["rejected"]) == (1, 1, 1),
        "of three rows one product came, with a second seller's offer, and one row was rejected",
    )
    _mend(shop, files, record, transcript)


def _mend(shop: ShopClient, files: Path, record: Document, transcript: Transcript) -> None:
    """Correct rejected.csv, and upload it as it is, without a mapping."""
    path = f"/local/imports/{record['import_id']}/rejected.csv"
    rows = list(csv.reader(io.StringIO(shop.text(path).removeprefix("\ufeff"))))
    mended = [["89.00" if field == "面议吧" else field for field in row] for row in rows]
    again = _import(shop, _write(files / "rejected.csv", _table(mended).encode()))
    transcript.check(
        again["status"] == "published" and again["counts"]["added"] == 1,
        "rejected.csv, with the price corrected, was imported as it is",
    )


def compare_offers(shop: ShopClient, files: Path, transcript: Transcript) -> None:
    """A seller asks less than before: offers and price history say so."""
    price = (*_MARKET[1][:2], "139.00", *_MARKET[1][3:])
    _import(shop, _write(files / "market.csv", _table((_MARKET[0], price)).encode()))
    offers = shop.get(f"/v1/products/{_KETTLE}/offers")["offers"]
    asked = [(each["seller"], each["current_price"]["amount"]) for each in offers]
    transcript.say(", ".join(f"{seller} {amount}" for seller, amount in asked))
    transcript.check(
        asked == [("茶语旗舰店", "139.00"), ("好物优选店", "149.00")],
        "the offers of both sellers stand there, the cheaper one first",
    )
    points = shop.get(f"/v1/products/{_KETTLE}/price-history")["points"]
    history = [each["price"]["amount"] for each in points if each["seller"] == "茶语旗舰店"]
    transcript.check(history == ["159.00", "139.00"], "and the history has both of its prices")


def approve_held(shop: ShopClient, files: Path, transcript: Transcript) -> None:
    """A table whose encoding can only be guessed waits for a person, who has looked at it."""
    table = "id,title,price\nDEMO-1,Café Crème Tasse weiß groß,12.90 EUR\n"
    record = _import(shop, _write(files / "cups.csv", table.encode("cp1252")))
    transcript.say(record["problem"])
    transcript.check(
        record["status"] == "held" and record["problem_code"] == "uncertain_encoding",
        "the import is held, because nobody can be sure of its encoding",
    )
    _approve(shop, record, transcript)
    title = shop.get("/v1/products/DEMO-1")["title"]
    transcript.check("Crème Tasse weiß" in title, f"approved, it is live: {title}")


def go_back(shop: ShopClient, _: Path, transcript: Transcript) -> None:
    """The version before, and the way forward again."""
    live = shop.get("/v1/catalog/versions")["versions"][0]["version"]
    for version, is_there in ((live - 1, False), (live, True)):
        asked = shop.post("/v1/catalog/rollback", {"version": version})
        for begun in asked["imports"]:
            shop.follow_import(begun["import_id"], lambda _: None)
        found = shop.get("/v1/search", q="Café Crème Tasse", limit=10)["hits"]
        shown = any(hit["product"]["product_id"] == "DEMO-1" for hit in found)
        transcript.say(f"The rows of version {version} are back, as version {_version(shop)}.")
        transcript.check(
            shown == is_there, f"the cup is {'found again' if is_there else 'not found any more'}"
        )


def hold_by_canary(shop: ShopClient, files: Path, transcript: Transcript) -> None:
    """A search that matters is rehearsed before products with other titles go live."""
    product = next(each for each in sample_products() if each.language == "en")
    canaries = _table((("query", "product_id"), (product.title, product.product_id)))
    done = shop.send("PUT", _CANARIES, content=canaries.encode())
    transcript.check(done["outcome"] == "published", "the canary is published")
    table = f"id,title,price\n{product.product_id},Garden gnome,9.90 USD\n"
    record = _import(shop, _write(files / "gnome.csv", table.encode()))
    transcript.say(record["problem"])
    live = shop.get(f"/v1/products/{product.product_id}")["title"]
    transcript.check(
        record["problem_code"] == "canary_fell" and live == product.title,
        "an import that gives it another title is held, and nothing changed",
    )
    shop.send("PUT", _CANARIES, content=b"query,product_id\n")


def _approve(shop: ShopClient, record: Document, transcript: Transcript) -> Document:
    shop.post(f"{import_path(record['import_id'])}/approve", {"by": "the demo's catalogue team"})
    approved = shop.follow_import(record["import_id"], lambda _: None)
    transcript.check(approved["status"] == "published", "once approved, it is published")
    return approved


def _import(shop: ShopClient, path: Path) -> Document:
    accepted = shop.upload(path, DELTA.value, lambda _: None)
    return shop.follow_import(accepted["import_id"], lambda _: None)


def _version(shop: ShopClient) -> int:
    version: int = shop.get("/v1/health")["catalogue_version"]
    return version


def _table(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
