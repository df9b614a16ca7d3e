"""How the demo's merchandiser steers searches, and how a search is repeated."""

from infra.local.client import ShopClient
from infra.local.demo.transcript import Transcript
from infra.local.output import Document

QUERY = "hiking backpack"
_SYNONYMS = "/local/merchandising/synonyms"
_RULES = "/local/merchandising/rules"


def publish_rules(shop: ShopClient, transcript: Transcript) -> None:
    """A pin and a hide, seen by the very next search; then the one before, repeated as it was."""
    before = shop.get("/v1/search", q=QUERY, limit=5)
    first, *_, last = old = _ids(before)
    rules = (
        "action,query,match,product_id,position,note\n"
        f"pin,{QUERY},exact,{last},1,from our autumn catalogue\n"
        f"hide,,,{first},,recalled\n"
    )
    transcript.say(f"{QUERY}: {', '.join(old)}\nrules.csv:\n{rules}".rstrip())
    done = shop.send("PUT", _RULES, content=rules.encode())
    transcript.check(done["outcome"] == "published", "the rules are published")
    after = shop.get("/v1/search", q=QUERY, limit=5)
    new = _ids(after)
    transcript.say(f"{QUERY}: {', '.join(new)}")
    transcript.check(
        new[0] == last and after["hits"][0]["pinned"], f"the next search has {last} first"
    )
    transcript.check(first not in new, f"and {first} no longer")
    applied = [(rule["line"], rule["action"]) for rule in after["rules"]]
    transcript.check(applied == [(2, "pin"), (3, "hide")], "it names both rules by their lines")
    _replay(shop, before, transcript)
    shop.send("PUT", _RULES, content=b"action,product_id\n")
    transcript.check(
        _ids(shop.get("/v1/search", q=QUERY, limit=5)) == old, "without rules all is as before"
    )


def _replay(shop: ShopClient, found: Document, transcript: Transcript) -> None:
    again = shop.post("/v1/search/replay", {"trace": found["trace"]})
    transcript.say(f"replay of the first search: {again['verdict']}")
    transcript.check(
        again["verdict"] == "identical", "the search from before the rules is repeated as it was"
    )


def publish_synonyms(shop: ShopClient, transcript: Transcript) -> None:
    """A word of the shop's own, which no product has."""
    line = "brekkie brewer = coffee maker = 早餐机\n"
    done = shop.send("PUT", _SYNONYMS, content=line.encode())
    transcript.say(f"synonyms.txt: {line}".rstrip())
    transcript.check(done["outcome"] == "published", "the synonyms are published")
    for query in ("brekkie brewer", "早餐机"):
        found = shop.get("/v1/search", q=query, limit=3)
        titles = (hit["product"]["title"] for hit in found["hits"])
        transcript.say(f"{query}: {'; '.join(titles)}")
        transcript.check(
            bool(found["synonyms"]) and all(one.startswith("CM-") for one in _ids(found)),
            f"{query} finds coffee makers, and says by which synonym",
        )


def _ids(found: Document) -> list[str]:
    return [hit["product"]["product_id"] for hit in found["hits"]]
