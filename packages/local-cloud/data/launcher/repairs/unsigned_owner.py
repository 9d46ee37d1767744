"""An unsigned request belongs to account 000000000000: APIs and distributions of other accounts answer 404. The owner
of what is addressed answers instead; a signed request keeps its caller's account."""

from ministack import app as emulator
from ministack.core.responses import get_region, request_scope

FIXED_IN = None


def apply() -> None:
    execute, view = emulator._handle_execute_api_request, emulator._handle_cloudfront_dataplane_request

    async def repaired_execute(host, path, method, headers, body, query_params, **raw):
        parsed = emulator._parse_execute_api_url(host, path)
        owner = None
        if parsed and not emulator.extract_access_key_id(headers, query_params):
            owner = api_owner(parsed[0])
        if owner is None:
            return await execute(host, path, method, headers, body, query_params, **raw)
        with request_scope(*owner):
            return await execute(host, path, method, headers, body, query_params, **raw)

    async def repaired_view(host, *request):
        owner = distribution_owner(host)
        if owner is None:
            return await view(host, *request)
        with request_scope(owner, get_region()):
            return await view(host, *request)

    emulator._handle_execute_api_request = repaired_execute
    emulator._handle_cloudfront_dataplane_request = repaired_view


def api_owner(api_id: str) -> tuple[str, str] | None:
    """Account and region of an HTTP, WebSocket or REST API."""
    for store in (emulator._get_module("apigateway")._apis, emulator._get_module("apigateway_v1")._rest_apis):
        for (account, region, stored), _ in store.all_items():
            if stored == api_id:
                return account, region
    return None


def distribution_owner(host: str) -> str | None:
    """Account of the distribution whose domain a Host header names."""
    label = emulator._parse_cloudfront_dataplane_host(host)
    if label is None:
        return None
    for (account, _), distribution in list(emulator._get_module("cloudfront")._distributions._data.items()):
        if distribution.get("DomainName", "").lower() == f"{label}.cloudfront.net":
            return account
    return None
