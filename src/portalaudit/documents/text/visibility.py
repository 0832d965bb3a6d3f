"""Which elements of a page a reader gets to see."""

from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborHTMLParser


def unfolded(tree: LexborHTMLParser) -> frozenset[str]:
    """Ids of what a click shows: folded parts of a page are read, a reader would open them."""

    def ids() -> Iterator[str]:
        for node in tree.css("[aria-controls],[data-target],[data-bs-target]")[:2_000]:
            for name in ("aria-controls", "data-target", "data-bs-target"):
                yield (node.attributes.get(name) or "").strip().lstrip("#")

    return frozenset(ids()) - {""}


def is_hidden(tag: str, given: Mapping[str, str | None], unfolded: frozenset[str]) -> bool:
    """Hidden by attribute or inline style, and not shown by a click."""
    if not given and tag != "dialog":
        return False
    style = (given.get("style") or "").lower().replace(" ", "")
    hidden = (
        ("hidden" in given and given["hidden"] != "until-found")
        or (given.get("aria-hidden") or "").lower() == "true"
        or "display:none" in style
        or "visibility:hidden" in style
        or (tag == "dialog" and "open" not in given)
    )
    if not hidden or given.get("role") in ("dialog", "alertdialog") or tag == "dialog":
        return hidden
    return not (given.get("role") == "tabpanel" or given.get("id") in unfolded)
