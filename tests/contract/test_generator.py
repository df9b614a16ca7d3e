"""What every generator does: the scripted fake and the bundle that serves."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from shopguide.adapters.memory.models import ScriptedGenerator
from shopguide.adapters.onnx.bundle import find_bundle
from shopguide.adapters.onnx.generator import GenaiGenerator
from shopguide.config import default_models_folder
from shopguide.domain.bundle import BundleKind
from shopguide.domain.errors import InvalidInputError
from shopguide.domain.generation import PromptMessage
from shopguide.ports.generator import Generator

PROMPT = [
    PromptMessage("system", "Answer from the evidence."),
    PromptMessage("user", "Evidence: The bottle holds 750 ml.\nQuestion: How much does it hold?"),
]


@pytest.fixture(scope="module")
def served() -> GenaiGenerator:
    folder = find_bundle(default_models_folder(), BundleKind.GENERATOR, "smollm2-135m")
    return GenaiGenerator(folder, threads=2)


@pytest.fixture(
    params=["scripted", pytest.param("smollm2-135m", marks=pytest.mark.models)],
)
def generator(request: pytest.FixtureRequest) -> Generator:
    if request.param == "scripted":
        return ScriptedGenerator("It holds 750 ml of whatever one likes to drink on the way.")
    return request.getfixturevalue("served")


def test_greedy_text_is_the_same_every_time(generator: Generator) -> None:
    first, second = (
        generator.generate(PROMPT, max_tokens=16, time_budget_seconds=30) for _ in range(2)
    )
    assert first == second
    assert first.text


def test_stops_at_max_tokens(generator: Generator) -> None:
    cut = generator.generate(PROMPT, max_tokens=3, time_budget_seconds=30)
    assert cut.token_count == 3
    assert cut.finish_reason == "length"


def test_bundle_names_the_generator(generator: Generator) -> None:
    assert generator.bundle.kind is BundleKind.GENERATOR


@pytest.mark.models
def test_reads_the_answer_from_the_evidence(served: GenaiGenerator) -> None:
    answer = served.generate(PROMPT, max_tokens=40, time_budget_seconds=30)
    assert "750" in answer.text
    assert "<|" not in answer.text


@pytest.mark.models
def test_stops_when_the_time_is_over(served: GenaiGenerator) -> None:
    assert served.generate(PROMPT, max_tokens=500, time_budget_seconds=0).finish_reason == "time"
    story = [PromptMessage("user", "Tell a very long story.")]
    cut = served.generate(story, max_tokens=1500, time_budget_seconds=0.5)
    assert cut.finish_reason == "time"
    assert 0 < cut.token_count < 1500


@pytest.mark.models
def test_refuses_a_prompt_longer_than_the_context(served: GenaiGenerator) -> None:
    endless = [PromptMessage("user", "evidence " * 5000)]
    with pytest.raises(InvalidInputError, match="tokens"):
        served.generate(endless, max_tokens=8, time_budget_seconds=30)


@pytest.mark.models
def test_one_generation_at_a_time_for_many_callers(served: GenaiGenerator) -> None:
    def ask(_: int) -> str:
        return served.generate(PROMPT, max_tokens=8, time_budget_seconds=30).text

    with ThreadPoolExecutor(3) as pool:
        assert len(set(pool.map(ask, range(3)))) == 1
