"""``GET /v1/health``."""

from typing import Literal, Self

from pydantic import BaseModel, Field

from shopguide.domain.bundle import BundleKind, BundleManifest
from shopguide.status.service import ShopStatus


class BundleView(BaseModel):
    """A model bundle in use."""

    kind: BundleKind
    name: str
    version: str
    fingerprint: str = Field(description="Equal fingerprints give equal outputs.")

    @classmethod
    def of(cls, bundle: BundleManifest) -> Self:
        """The view of a bundle."""
        return cls(
            kind=bundle.kind,
            name=bundle.name,
            version=bundle.version,
            fingerprint=bundle.fingerprint,
        )


class CountsView(BaseModel):
    """How much is in the index; null where it does not answer."""

    products: int | None
    passages: int | None


class StatusProblemView(BaseModel):
    """A part that does not work."""

    part: str = Field(description="'records', 'index', 'catalogue', 'encoder' or 'generator'.")
    code: str = Field(description="An error code, or 'catalogue_empty' before the first import.")


class HealthResponse(BaseModel):
    """What is live, and what does not work."""

    status: Literal["ok", "degraded"]
    version: str = Field(description="Version of ShopGuide.")
    mode: str = Field(description="'embedded' or 'aws'.")
    catalogue_version: int | None = Field(description="0 is the empty shop.")
    words_version: int | None = Field(
        description="The catalogue version that spelling and suggestions have their words from; "
        "it follows seconds after products went live. 0: none."
    )
    counts: CountsView
    models: list[BundleView]
    problems: list[StatusProblemView]

    @classmethod
    def of(cls, status: ShopStatus, *, mode: str, version: str) -> Self:
        """The response that tells a status."""
        return cls(
            status="ok" if status.is_whole else "degraded",
            version=version,
            mode=mode,
            catalogue_version=status.catalogue_version,
            words_version=status.words_version,
            counts=CountsView(products=status.products, passages=status.passages),
            models=[BundleView.of(bundle) for bundle in status.bundles],
            problems=[
                StatusProblemView(part=problem.part, code=problem.code)
                for problem in status.problems
            ],
        )
