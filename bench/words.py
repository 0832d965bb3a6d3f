"""Writes src/portalaudit/data/english_words.txt.xz from WordNet 3.0: the recipe of what ships.

    python -m bench.words FOLDER

FOLDER holds WordNet's `index.*` and `*.exc` (of Debian's package wordnet-base: /usr/share/wordnet). Deterministic.
"""

import lzma
import sys
from collections import defaultdict
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src" / "portalaudit" / "data" / "english_words.txt.xz"
KINDS = ("noun", "verb", "adj", "adv")


def main(folder: Path) -> None:
    """Write one line a set of parts of speech: the sum of their bits (noun 1, verb 2, adjective 4, adverb 8), then the words.
    Inflected forms that no rule makes stand in the line 0. Words of several parts, and hyphened ones, are left out: names are
    cut at blanks, underscores and hyphens before they are looked up."""
    kinds: dict[str, int] = defaultdict(int)
    for bit, kind in enumerate(KINDS):
        for line in (folder / f"index.{kind}").read_text("latin-1").splitlines():
            word = line.partition(" ")[0]
            if word and not {"_", "-"} & set(word):
                kinds[word] |= 1 << bit
    irregular = set()
    for bit, kind in enumerate(KINDS):
        for line in (folder / f"{kind}.exc").read_text("latin-1").splitlines():
            form, *bases = line.split()
            if form not in kinds and not {"_", "-"} & set(form) and any(kinds.get(base, 0) >> bit & 1 for base in bases):
                irregular.add(form)
    lines: dict[int, list[str]] = defaultdict(list, {0: sorted(irregular)})
    for word in sorted(kinds):
        lines[kinds[word]].append(word)
    text = "".join(f"{bits} {' '.join(lines[bits])}\n" for bits in sorted(lines))
    TARGET.write_bytes(lzma.compress(text.encode(), preset=9))
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes, {len(kinds):,} words and {len(irregular):,} irregular forms")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
