"""What a definition of an experiment has to be by itself."""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches

from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.experiments.definition import SCENES, SEARCH_SCENE, ExperimentStatus, Metric
from shopguide.experiments.json_lines import Path
from shopguide.experiments.overrides import members_of
from shopguide.experiments.problems import Found

MAX_VARIANTS = 8
_NAME = re.compile(r"[\w.-]{1,64}")
_NEEDED = ("name", "variants", "scene")
_MEMBERS = (*_NEEDED, "status", "metric", "interleave", "starts", "ends", "smallest_effect")
_SHARES_AGREE = 1e-9


def experiment_problems(row: JsonValue, number: int, found: Found) -> None:
    """Add what is wrong in the experiment that is the `number`-th of its file."""
    at: Path = (number,)
    if not isinstance(row, Mapping):
        found.add(at, "An experiment is no JSON object.", "Write {...} with its members.")
        return
    _check_members(row, at, _MEMBERS, _NEEDED, found)
    _check_name(row.get("name", "x"), (*at, "name"), found)
    _check_choice(row.get("scene", SEARCH_SCENE), (*at, "scene"), SCENES, found)
    _check_choice(row.get("status", "running"), (*at, "status"), list(ExperimentStatus), found)
    _check_choice(row.get("metric", Metric.CLICK_RATE), (*at, "metric"), list(Metric), found)
    _check_window(row, at, found)
    _check_effect(row.get("smallest_effect", 0.05), (*at, "smallest_effect"), found)
    if "variants" in row:
        _check_variants(row, (*at, "variants"), found)


def _check_variants(row: JsonObject, at: Path, found: Found) -> None:
    variants = row["variants"]
    if not isinstance(variants, Sequence) or isinstance(variants, str) or len(variants) < 2:
        found.add(at, "An experiment has two variants or more.", "List the control first.")
        return
    if len(variants) > MAX_VARIANTS:
        found.add(at, f"There are {len(variants)} variants.", f"{MAX_VARIANTS} are the most.")
    scene = str(row.get("scene", ""))
    before = len(found.problems)
    for number, variant in enumerate(variants):
        _check_variant(variant, (*at, number), scene, found)
    if len(found.problems) > before:
        return
    told = [variant for variant in variants if isinstance(variant, Mapping)]
    _check_shares(told, at, found)
    _check_difference(told, at, found)
    _check_interleave(row, told, at[:-1], found)


def _check_variant(variant: JsonValue, at: Path, scene: str, found: Found) -> None:
    if not isinstance(variant, Mapping):
        found.add(at, "A variant is no JSON object.", 'Write {"name", "share", "overrides"}.')
        return
    _check_members(variant, at, ("name", "share", "overrides"), ("name", "share"), found)
    _check_name(variant.get("name", "x"), (*at, "name"), found)
    share = variant.get("share", 1)
    if not (_is_number(share) and 0 < float(share) <= 1):  # type: ignore[arg-type]
        found.add(
            (*at, "share"),
            "A share is no number above 0 and up to 1.",
            "Write 0.5 for half of all.",
        )
    overrides = variant.get("overrides", {})
    if not isinstance(overrides, Mapping):
        found.add((*at, "overrides"), "Overrides are no JSON object.", "Write {} for none.")
    elif scene in SCENES:
        _check_overrides(overrides, (*at, "overrides"), scene, found)


def _check_overrides(overrides: JsonObject, at: Path, scene: str, found: Found) -> None:
    members = members_of(scene)
    for name, value in overrides.items():
        if name not in members:
            fix = _did_you_mean(name, list(members), f"On the scene {scene!r} there are")
            found.add((*at, name), f"There is no override {name!r}.", fix)
        elif wrong := members[name].wrong(value):
            found.add((*at, name), f"The override {name} {wrong}.", "Correct the value.")


def _check_shares(variants: Sequence[JsonObject], at: Path, found: Found) -> None:
    shares = [float(variant["share"]) for variant in variants]  # type: ignore[arg-type]
    if not math.isclose(math.fsum(shares), 1.0, abs_tol=_SHARES_AGREE):
        told = " + ".join(f"{share:g}" for share in shares)
        found.add(
            at,
            f"The shares {told} add up to {math.fsum(shares):g}, and not to 1.",
            "Give what is left to the control, the first variant.",
        )
    names = [variant["name"] for variant in variants]
    for number, name in enumerate(names):
        if name in names[:number]:
            found.add((*at, number, "name"), f"Two variants are called {name!r}.", "Rename one.")


def _check_difference(variants: Sequence[JsonObject], at: Path, found: Found) -> None:
    overrides = [variant.get("overrides") or {} for variant in variants]
    for number, each in enumerate(overrides):
        if each in overrides[:number] and any(overrides):
            found.add(
                (*at, number),
                "This variant overrides exactly what another one does.",
                "Change its overrides, or add its share to the other one's.",
            )


def _check_interleave(
    row: JsonObject, variants: Sequence[JsonObject], at: Path, found: Found
) -> None:
    wanted = row.get("interleave", False)
    place = (*at, "interleave")
    if not isinstance(wanted, bool):
        found.add(place, "This is neither true nor false.", "Write true or false.")
    elif wanted and (len(variants) != 2 or any(variant["share"] != 0.5 for variant in variants)):
        found.add(
            place,
            "An interleaving drafts each list from two variants of the same share.",
            "Give it two variants with the share 0.5.",
        )
    elif wanted and row.get("scene") == SEARCH_SCENE:
        found.add(
            place,
            "Searches are not interleaved: their pages and facets belong to one ranking.",
            "Run the variants side by side, without interleave.",
        )


def _check_members(
    row: JsonObject, at: Path, known: Sequence[str], needed: Sequence[str], found: Found
) -> None:
    for name in row:
        if name not in known:
            fix = _did_you_mean(name, known, "There are")
            found.add((*at, name), f"There is no member {name!r}.", fix)
    for name in needed:
        if name not in row:
            found.add(at, f"The member {name!r} is missing.", f'Add "{name}".')


def _check_name(name: JsonValue, at: Path, found: Found) -> None:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        fix = "Use 1 to 64 letters of any script, digits, '.', '_' and '-'."
        found.add(at, "This is no name.", fix)


def _check_choice(value: JsonValue, at: Path, choices: Sequence[str], found: Found) -> None:
    if not isinstance(value, str) or value not in choices:
        fix = _did_you_mean(str(value), choices, "There are")
        found.add(at, f"There is no {at[-1]} of this name.", fix)


def _check_window(row: JsonObject, at: Path, found: Found) -> None:
    moments = {name: _moment(row.get(name), (*at, name), found) for name in ("starts", "ends")}
    starts, ends = moments["starts"], moments["ends"]
    if starts and ends and starts >= ends:
        found.add((*at, "ends"), "It ends before it starts.", "Set a later end.")


def _moment(value: JsonValue, at: Path, found: Found) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        fix = "Write it as 2026-12-01T00:00:00+00:00, or null."
        found.add(at, "This is no time with its zone.", fix)
        return None
    return moment


def _check_effect(value: JsonValue, at: Path, found: Found) -> None:
    if not (_is_number(value) and 0 < float(value) <= 1):  # type: ignore[arg-type]
        fix = "Write 0.05 where a change of 5% of the control's figure would matter."
        found.add(at, "This is no number above 0 and up to 1.", fix)


def _is_number(value: JsonValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _did_you_mean(given: str, known: Sequence[str], there_are: str) -> str:
    near = get_close_matches(given, known, n=1)
    listed = f"{there_are} {', '.join(known)}."
    return f"Did you mean {near[0]!r}? {listed}" if near else listed
