"""/health, /logout, /login, /oauth2/…, /iceberg, /_ministack/… are the emulator's own on every host, so a site's deep
links break. On a distribution's host every path is the distribution's."""

from ministack import app as emulator

FIXED_IN = None


def apply() -> None:
    before_body, after_body = emulator._handle_pre_body_request, emulator._handle_post_body_shortcuts
    special = emulator._handle_special_data_plane_request

    async def repaired_before_body(method, path, headers, query_params, request_id):
        if is_distribution(headers):
            return None
        return await before_body(method, path, headers, query_params, request_id)

    async def repaired_after_body(method, path, headers, body, query_params, request_id):
        if is_distribution(headers):
            return None
        return await after_body(method, path, headers, body, query_params, request_id)

    async def repaired_special(method, path, headers, body, query_params, request_id, raw_path=None, raw_query_string="",
                               client_ip="127.0.0.1"):
        if not is_distribution(headers):
            return await special(method, path, headers, body, query_params, request_id, raw_path=raw_path,
                                 raw_query_string=raw_query_string, client_ip=client_ip)
        answer = await emulator._handle_cloudfront_dataplane_request(
            headers["host"], path, raw_path if raw_path is not None else path, raw_query_string, method, headers, body,
            query_params, client_ip)
        return answer or (404, {"Content-Type": "text/plain"}, b"There is no such distribution.\n")

    emulator._handle_pre_body_request = repaired_before_body
    emulator._handle_post_body_shortcuts = repaired_after_body
    emulator._handle_special_data_plane_request = repaired_special


def is_distribution(headers: dict) -> bool:
    return emulator._parse_cloudfront_dataplane_host(headers.get("host", "")) is not None
