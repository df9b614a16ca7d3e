"""`python -m infra.local.openapi` writes docs/openapi.json; tests/repo holds it to the code."""

import json
from pathlib import Path

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"


def openapi_text() -> str:
    """The OpenAPI document of both API functions, as the committed file has it."""
    from functions.assistant_api.app import router as assistant_router
    from functions.shop_api.app import router as shop_router
    from shopguide.api.application import create_app
    from shopguide.api.caller import everybody

    document = create_app(
        "ShopGuide", [shop_router, assistant_router], identify=everybody
    ).openapi()
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the file."""
    DOCUMENT.write_text(openapi_text(), encoding="utf-8")
    print(f"Wrote {DOCUMENT}.")


if __name__ == "__main__":
    main()
