"""CKAN's actions, asked by GET. ckanapi names the address and reads small answers and every error; big pages are read once
with msgspec, since ckanapi would parse them with the standard library's decoder (several times slower)."""

import re
from collections.abc import Callable, Mapping

import ckanapi.common
from ckanapi.errors import CKANAPIError, ServerIncompatibleError

from portalaudit.connectors.answers import DETAIL, gap_of, json_value
from portalaudit.model.capture import Exchange, Gap
from portalaudit.model.ports import Fetch

SMALL = 262_144
"""Bytes up to which an answer is read by ckanapi (own choice)."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_prepare: Callable[..., tuple[str, bytes, dict[str, str]]] = ckanapi.common.prepare_action
_reverse: Callable[..., object] = ckanapi.common.reverse_apicontroller_action


def address(root: str, action: str) -> str:
    """The address of an action; parameters go into the query string, never into a body."""
    url, _body, _headers = _prepare(action, {}, base_url=f"{root}/api/3/action/")
    return url


async def ask(
    fetch: Fetch, root: str, action: str, params: Mapping[str, str | int] | None = None, *, revalidate: bool = True
) -> Exchange:
    """One action by GET. The API is documented and public, so robots.txt does not bar it (CKAN's stock file would)."""
    url = address(root, action)
    return await fetch.get(url, params=params, accept="application/json", invited=True, revalidate=revalidate)


def result_of(exchange: Exchange, part: str) -> object | Gap:
    """What an action gave, or the gap that its error leaves."""
    value = json_value(exchange, part)
    if isinstance(value, Gap):
        return refusal(exchange, part) if value.reason.startswith("http-") else value
    if isinstance(value, dict) and value.get("success") is True and "result" in value:
        result: object = value["result"]
        return result
    return refusal(exchange, part)


def refusal(exchange: Exchange, part: str) -> Gap:
    """The gap that an error answer leaves, its kind and message read by ckanapi."""
    gap = gap_of(exchange, part)
    capture = exchange.capture
    if capture.error is not None or not exchange.body or len(exchange.body) > SMALL or gap.reason in ("waf", "login"):
        return gap
    reason = gap.reason if not capture.ok else "shape"
    try:
        _reverse(capture.url, capture.status, exchange.body.decode("utf-8", "replace"))
    except ServerIncompatibleError:
        return Gap(part, reason, capture.id, "an error that is not CKAN's")
    except CKANAPIError as error:
        kind = type(error)
        told = gap.detail if kind is CKANAPIError else f"{_CAMEL.sub(' ', kind.__name__).lower()}: {_message(error)}"
        return Gap(part, reason, capture.id, told and " ".join(told.split())[:DETAIL])
    except (KeyError, TypeError, RecursionError):
        return Gap(part, reason, capture.id, "success without a result")
    return Gap(part, reason, capture.id, gap.detail)


def _message(error: CKANAPIError) -> str:
    told: object = error.args[0] if error.args else ""
    if isinstance(told, dict):
        told = told.get("message") or ", ".join(sorted(str(key) for key in told if key != "__type"))
    return str(told)
