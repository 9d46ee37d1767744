"""/_aws/execute-api/ID, without a slash at the end, is read as a bucket; on AWS an API's address has a root as well."""

import re

from ministack import app as emulator

FIXED_IN = None

ROOT = re.compile(r"^/_aws/execute-api/[^/]+$")


def apply() -> None:
    parse = emulator._parse_execute_api_url

    def repaired_parse(host, path):
        return parse(host, f"{path}/" if ROOT.match(path) else path)

    emulator._parse_execute_api_url = repaired_parse
