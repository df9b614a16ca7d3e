"""Gives a request what the experiments that its shopper takes part in say about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Generic

from shopguide.domain.ranking import Ranking
from shopguide.domain.recommending import NO_CONTEXT, Context
from shopguide.experiments.assignment import assigned
from shopguide.experiments.definition import SEARCH_SCENE, Experiment
from shopguide.experiments.definitions import ExperimentDefinitions
from shopguide.experiments.exposures import ExposureLog
from shopguide.experiments.interleaving import Teams, drafted, fair_coins
from shopguide.experiments.overrides import Request, overridden
from shopguide.ports.clock import Clock
from shopguide.recommend.request import RecommendationRequest


@dataclass(frozen=True, slots=True)
class AppliedExperiments(Generic[Request]):
    """A request as the experiments want it.

    Attributes:
        request: What to carry out.
        variants: By experiment, the variant of this request; of those alone that could change it.
        interleaving: Where an interleaving is run here, what carries both requests out.
    """

    request: Request
    variants: Mapping[str, str] = field(default_factory=dict)
    interleaving: "Callable[[Callable[[Request], Ranking]], Ranking] | None" = None

    def rank(self, recommend: Callable[[Request], Ranking]) -> Ranking:
        """What `recommend` answers, or the draft of its two answers, with the `variants`."""
        ranking = (self.interleaving or (lambda ask: ask(self.request)))(recommend)
        return replace(ranking, experiments=self.variants) if self.variants else ranking


class ExperimentService:
    """Assigns variants, applies them, and notes who was given which.

    A variant counts, and is noted, where another variant of its experiment would have made another
    request: shoppers whom it cannot touch would only blur the report. No request fails for it.
    """

    def __init__(
        self, definitions: ExperimentDefinitions, exposures: ExposureLog, clock: Clock
    ) -> None:
        self._definitions = definitions
        self._exposures = exposures
        self._clock = clock

    def apply(self, request: Request) -> AppliedExperiments[Request]:
        """The request with the overrides of its shopper's variants; without a shopper, as it is.

        What a variant sets takes the place of what the request says.
        """
        if not request.shopper_id:
            return AppliedExperiments(request)
        changed, variants = request, dict[str, str]()
        interleaved: Experiment | None = None
        for experiment in self._running(_scene_of(request)):
            if not _could_differ(experiment, request):
                continue
            if experiment.interleave:
                interleaved = experiment
                continue
            variant = assigned(experiment, request.shopper_id)
            changed = overridden(changed, variant.overrides)
            variants[experiment.name] = variant.name
            self._note(request, experiment.name, variant.name)
        if interleaved is None:
            return AppliedExperiments(changed, variants)
        return self._interleaved(interleaved, changed, variants)

    def _running(self, scene: str) -> list[Experiment]:
        now = self._clock.now()
        running = self._definitions.active().experiments
        return [each for each in running if each.scene == scene and each.is_running(now)]

    def _note(self, request: Request, experiment: str, variant: str) -> None:
        self._exposures.note(request.shopper_id, experiment, variant, _context_of(request))

    def _interleaved(
        self, experiment: Experiment, request: Request, variants: Mapping[str, str]
    ) -> AppliedExperiments[Request]:
        both = {each.name: overridden(request, each.overrides) for each in experiment.variants}

        def rank(recommend: Callable[[Request], Ranking]) -> Ranking:
            rankings = {name: recommend(each) for name, each in both.items()}
            ranking, teams = drafted(rankings, request.limit, fair_coins())
            self._note_teams(request, experiment.name, ranking.ranking_id, teams)
            return ranking

        told = {**variants, experiment.name: "interleaved"}
        return AppliedExperiments(request, told, rank)

    def _note_teams(self, request: Request, experiment: str, ranking_id: str, teams: Teams) -> None:
        """Note a draft, unless both rankings were the same and it says nothing about them."""
        if ranking_id and any(teams.values()):
            self._exposures.note_drafted(
                request.shopper_id, experiment, ranking_id, teams, _context_of(request)
            )


def _scene_of(request: Request) -> str:
    return str(request.scene) if isinstance(request, RecommendationRequest) else SEARCH_SCENE


def _context_of(request: Request) -> Context:
    return request.context if isinstance(request, RecommendationRequest) else NO_CONTEXT


def _could_differ(experiment: Experiment, request: Request) -> bool:
    made = [overridden(request, each.overrides) for each in experiment.variants]
    return any(each != made[0] for each in made[1:])
