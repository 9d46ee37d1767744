"""A distribution with an API Gateway origin answers 502: hosts of AWS are refused, and so never dialled. The API
answers in this process instead, as the emulator itself does for function URLs and load balancers."""

import asyncio
import http.client
import re
from urllib.parse import parse_qs, unquote

from ministack import app as emulator
from repairs.loading import when_loaded

FIXED_IN = None

API_HOST = re.compile(r"^([a-z0-9]+)\.execute-api\.(?:[a-z0-9-]+\.amazonaws\.com|localhost)(?::\d+)?$")


def apply() -> None:
    when_loaded("cloudfront", repair)


def repair(cloudfront) -> None:
    fetch = cloudfront._fetch_from_origin

    async def repaired_fetch(origin, method, uri, query_string, headers, body, viewer_is_https, client_ip, viewer_xff,
                             dist_arn):
        host = cloudfront._normalize_origin_host(origin["domain_name"])
        if origin.get("s3_bucket") or not API_HOST.match(host):
            return await fetch(origin, method, uri, query_string, headers, body, viewer_is_https, client_ip, viewer_xff,
                               dist_arn)
        sent = cloudfront._origin_request_headers(origin, headers, client_ip, viewer_xff)
        status, pairs, content = await answer(cloudfront, host, origin, method, uri, query_string,
                                              {name.lower(): value for name, value in sent.items()}, body, viewer_is_https)
        return status, http.client.responses.get(status, ""), cloudfront._multidict_from_pairs(pairs), content

    cloudfront._fetch_from_origin = repaired_fetch


async def answer(cloudfront, host, origin, method, uri, query_string, headers, body, viewer_is_https):
    """(status, header pairs, body) from the API, as a request to its host would be answered."""
    if not cloudfront._origin_connect_target(origin, viewer_is_https)[2]:
        raise cloudfront.OriginUnreachable(f"{host} does not answer HTTP")
    # API Gateway refuses a Host other than its own, as when a policy forwards the viewer's.
    if headers.get("host", "").split(":")[0].lower() != host.split(":")[0]:
        return 403, [("Content-Type", "application/json"), ("x-amzn-ErrorType", "ForbiddenException")], b'{"message":"Forbidden"}'
    raw_path = (origin.get("origin_path") or "") + uri
    api_host = f"{API_HOST.match(host)[1]}.execute-api.{emulator._MINISTACK_HOST}"
    seconds = origin.get("read_timeout", 30)
    try:
        response = await asyncio.wait_for(emulator._handle_execute_api_request(
            api_host, unquote(raw_path), method, {**headers, "host": api_host}, body or b"",
            parse_qs(query_string, keep_blank_values=True), raw_path=raw_path, raw_query_string=query_string), seconds)
    except asyncio.TimeoutError as error:
        raise cloudfront.OriginTimeout(f"no response from {host} within {seconds}s") from error
    if response is None:
        raise cloudfront.OriginUnreachable(f"there is no API at {host}")
    status, response_headers, content = response
    pairs = [(name, value) for name, values in response_headers.items()
             for value in (values if isinstance(values, list) else [values])]
    return status, pairs, content
