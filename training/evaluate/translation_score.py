"""BLEU as sacreBLEU computes it, from counts that a bootstrap can add up again.

Papineni et al. 2002; Post 2018, *A call for clarity in reporting BLEU scores*. Signature:
``case:mixed, tok:13a (zh for Chinese references), smooth:exp``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.errors import ConfigurationError
from shopguide.text.language import detect_language
from training.evaluate.intervals import Rows, Values

ORDER = 4


@dataclass(frozen=True, slots=True, eq=False)
class BleuCounts:
    """Of each text: lengths of it and of its reference, then n-grams found and n-grams there are.

    `counts` is ``[texts, 2 + 2 * ORDER]``.
    """

    counts: NDArray[np.int64]

    def at(self, rows: NDArray[np.int64]) -> "BleuCounts":
        """Those of some texts."""
        return BleuCounts(self.counts[rows])

    def score(self, rows: Rows) -> Values:
        """Corpus BLEU, 0 to 100, of each resample ``[resamples, size]`` of the texts."""
        from sacrebleu.metrics.bleu import BLEU

        sums = [self.counts[row].sum(axis=0).tolist() for row in rows]
        return np.array(
            [
                BLEU.compute_bleu(
                    correct=row[2 : 2 + ORDER],
                    total=row[2 + ORDER :],
                    sys_len=row[0],
                    ref_len=row[1],
                    smooth_method="exp",
                ).score
                for row in sums
            ]
        )


def bleu_counts(texts: Sequence[str], references: Sequence[str]) -> BleuCounts:
    """Count the n-grams of each text beside its reference.

    Raises:
        ConfigurationError: the library sacrebleu is not installed.
    """
    try:
        from sacrebleu.metrics.bleu import BLEU
    except ImportError:
        raise ConfigurationError(
            "Measuring answers needs sacrebleu, which is not installed.",
            fix="pip install -c constraints.txt -e '.[evaluate]'",
        ) from None
    metrics = {"en": BLEU(tokenize="13a"), "zh": BLEU(tokenize="zh")}
    rows = []
    for text, reference in zip(texts, references, strict=True):
        score = metrics[detect_language(reference)].corpus_score([text], [[reference]])
        rows.append([score.sys_len, score.ref_len, *score.counts, *score.totals])
    return BleuCounts(np.array(rows, dtype=np.int64))
