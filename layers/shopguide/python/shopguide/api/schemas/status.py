"""``GET /v1/health``."""

from typing import Literal, Self

from pydantic import BaseModel, Field

from shopguide.domain.bundle import BundleKind, BundleManifest
from shopguide.domain.signals import LiveSignals
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

    part: str = Field(
        description="'records', 'index', 'catalogue', 'access', 'encoder', 'generator' or"
        " 'signals'."
    )
    code: str = Field(description="An error code, or 'catalogue_empty' before the first import.")


class SignalsView(BaseModel):
    """The live signals of what shoppers do."""

    version: str
    made_at: str = Field(description="When the interactions were read that they are made of.")
    interactions: int = Field(description="How many these were.")
    recommender: str = Field(description="Fingerprint of the recommender in use; empty for none.")

    @classmethod
    def of(cls, live: LiveSignals) -> Self:
        """The view of what is live."""
        return cls(
            version=live.version,
            made_at=live.made_at,
            interactions=live.interactions,
            recommender=live.recommender,
        )


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
    signals: SignalsView | None = Field(
        description="What recommendations take from the behaviour of shoppers; null before the "
        "first build."
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
            signals=None if status.signals is None else SignalsView.of(status.signals),
            counts=CountsView(products=status.products, passages=status.passages),
            models=[BundleView.of(bundle) for bundle in status.bundles],
            problems=[
                StatusProblemView(part=problem.part, code=problem.code)
                for problem in status.problems
            ],
        )
