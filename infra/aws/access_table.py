"""`python -m infra.aws.access_table` writes the table of docs/access.md; tests/repo holds it.

Whom a route admits is read off the routes (`shopguide.api.route_access`), and how API Gateway
guards it off the stacks.
"""

from collections.abc import Iterator
from pathlib import Path

from shopguide.api.route_access import Admits, admits, routes_in

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "access.md"
BEGIN = "<!-- written by `python -m infra.aws.access_table`: -->\n"
END = "<!-- end -->\n"

_MARKS = {
    Admits.ANYONE: ("yes", "yes", "yes", "yes"),
    Admits.SHOPPER_IF_NAMED: ("unnamed", "own", "yes", "yes"),
    Admits.SHOPPER: ("401", "own", "yes", "yes"),
    Admits.OPERATOR: ("403", "403", "403", "yes"),
    Admits.ACCOUNT: ("JWT", "JWT", "JWT", "JWT"),
}
_HEAD = """\
| route | anyone | session | backend | operator |
|---|---|---|---|---|
"""


def access_table() -> str:
    """The table, in Markdown: one row a route, in the order of their paths."""
    return _HEAD + "".join(sorted(_rows(), key=_path_of))


def page_with_table(page: str) -> str:
    """docs/access.md with the table as the code has it now.

    Raises:
        ValueError: the page has no place for it.
    """
    before, found, rest = page.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (found and ended):
        raise ValueError(f"{PAGE} has no lines {BEGIN.strip()!r} and {END.strip()!r}.")
    return f"{before}{BEGIN}\n{access_table()}\n{END}{after}"


def _rows() -> Iterator[str]:
    from functions.assistant_api.app import router as assistant_router
    from functions.shop_api.app import router as shop_router

    for method, route in routes_in([*shop_router.routes, *assistant_router.routes]):
        marks = " | ".join(_MARKS[admits(route)])
        yield f"| `{method} {route.path_format}` | {marks} |\n"


def _path_of(row: str) -> tuple[str, str]:
    method, _, path = row.split("`")[1].partition(" ")
    return path, method


def main() -> None:
    """Write the page."""
    PAGE.write_text(page_with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"Wrote {PAGE}.")


if __name__ == "__main__":
    main()
