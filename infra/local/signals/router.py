"""Routes of the one-machine server that build, show and take back the signals."""

from collections.abc import Callable, Sequence
from typing import Any, BinaryIO, Literal, Protocol, Self, cast

import anyio.to_thread
from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from infra.local.signals.build import ADDED_PREFIX, live_document
from infra.local.signals.builds import BuildProgress, SignalsBuilds
from infra.local.uploads import BodyStream
from shopguide.api.caller import OPERATORS
from shopguide.ports.object_store import ObjectStore
from shopguide.recommend.signals.manifest import checked_version, signals_key
from shopguide.recommend.signals.overview import SignalsOverview, VersionOverview
from shopguide.recommend.signals.publisher import SignalsPublisher

AddedFile = Literal["clicks.json", "clicks.onnx", "weights.json"]
VersionFile = Literal[
    "neighbours.jsonl.gz",
    "like-minded.jsonl.gz",
    "trending.jsonl.gz",
    "factors.npz",
    "clicks.json",
    "clicks.onnx",
    "weights.json",
    "signals.json",
]


class Shop(Protocol):
    """What the routes need of the container."""

    @property
    def objects(self) -> ObjectStore:
        """Has the versions' files."""

    @property
    def signals_publisher(self) -> SignalsPublisher:
        """Goes back to the version before."""

    @property
    def signals_overview(self) -> SignalsOverview:
        """Tells which versions there are."""


class BuildRequest(BaseModel):
    """What is to be built."""

    version: str = Field("", description="Publish this stored version; empty: make a new one.")


class BuildView(BaseModel):
    """How the last build goes, or went."""

    build: int = Field(description="Counts the builds since the server began; 0: there was none.")
    state: str = Field(description="'none', 'running', 'done' or 'failed'.")
    step: str = Field(description="What it does, or did last.")
    result: dict[str, Any] | None = Field(description="What came of it, once it is done.")
    problem: dict[str, str] | None = Field(description="Why it failed: code, detail and fix.")

    @classmethod
    def of(cls, progress: BuildProgress) -> Self:
        """The view of a build."""
        error, problem = progress.error, None
        if error is not None:
            problem = {"code": error.code, "detail": error.message, "fix": error.fix}
        return cls(
            build=progress.number,
            state=progress.state.value,
            step=progress.step,
            result=None if progress.result is None else dict(progress.result),
            problem=problem,
        )


class VersionView(BaseModel):
    """A version of the signals."""

    version: str
    state: str = Field(
        description="'live', 'previous' (a rollback brings it back), 'stored' (never published),"
        " 'writing' (a publication is at work, or was cut off), 'removing' or 'damaged'."
    )
    made_at: str
    interactions: int
    shoppers: int
    products: int
    robots: int
    recommender: str
    files: list[str]
    told: dict[str, Any] | None = Field(
        None, description="All that the batch says, its settings among it; of one version alone."
    )

    @classmethod
    def of(cls, version: VersionOverview, *, whole: bool = False) -> Self:
        """The view of a version; `whole`: with everything that the batch says."""
        manifest = version.manifest
        return cls(
            version=version.version,
            state=version.state,
            made_at=manifest.made_at.isoformat() if manifest else "",
            interactions=manifest.interactions if manifest else 0,
            shoppers=manifest.shoppers if manifest else 0,
            products=manifest.products if manifest else 0,
            robots=manifest.robots if manifest else 0,
            recommender=manifest.recommender if manifest else "",
            files=sorted(manifest.files) if manifest else [],
            told=dict(manifest.told) if manifest and whole else None,
        )


class VersionsView(BaseModel):
    """All versions, the newest first, and what is live."""

    versions: Sequence[VersionView]
    live: dict[str, Any] | None = Field(description="What requests are answered with now.")


class RollbackView(BaseModel):
    """What is live after a rollback."""

    live: dict[str, Any]


def signals_router(shop: Callable[[], Shop], builds: SignalsBuilds) -> APIRouter:
    """The routes under ``/local/signals``; `shop` gives the container of this process."""
    router = APIRouter(prefix="/local/signals", tags=["one machine"], dependencies=OPERATORS)

    async def store(key: str, request: Request) -> dict[str, Any]:
        body = cast("BinaryIO", BodyStream(request.stream()))
        stored = await anyio.to_thread.run_sync(shop().objects.put, key, body)
        return {"object_key": stored.key, "size": stored.size}

    @router.post("/builds", status_code=202)
    def begin(body: BuildRequest) -> BuildView:
        """Begin to make and publish a version, or to publish one that is stored."""
        if body.version:
            checked_version(body.version)
        return BuildView.of(builds.begin(body.version))

    @router.get("/builds/last")
    def last_build() -> BuildView:
        """How the last build goes, or went."""
        return BuildView.of(builds.progress)

    @router.put("/added/{name}")
    async def add(name: AddedFile, request: Request) -> dict[str, Any]:
        """Store a file that goes into every version from the next build on."""
        return await store(ADDED_PREFIX + name, request)

    @router.put("/versions/{version}/{name}")
    async def put_file(version: str, name: VersionFile, request: Request) -> dict[str, Any]:
        """Store a file of a version that was made elsewhere; ``signals.json`` comes last."""
        return await store(signals_key(checked_version(version), name), request)

    @router.get("/versions")
    def versions() -> VersionsView:
        """All versions that are kept, the newest first."""
        overview = shop().signals_overview
        live = live_document(overview.live())
        return VersionsView(
            versions=[VersionView.of(each) for each in overview.all()],
            live=None if live is None else dict(live),
        )

    @router.get("/versions/{version}")
    def version(version: str) -> VersionView:
        """One version, with everything that the batch says of it."""
        return VersionView.of(shop().signals_overview.find(version), whole=True)

    @router.post("/rollback")
    def rollback() -> RollbackView:
        """Make the version before the live one live again."""
        live = live_document(shop().signals_publisher.roll_back())
        return RollbackView(live=dict(live or {}))

    return router
