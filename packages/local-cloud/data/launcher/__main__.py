"""Runs the emulator with our guard, repairs and front doors.

Started as `python launcher FOLDER` with one JSON document on stdin ({token, port, strict, repairs}), so that the token
is in no argument list and no environment. Answers with one JSON line on stdout: {"port": …} once it serves, or
{"error": …, "message": …}. Everything else goes to stderr, which is the log file.
"""

import asyncio
import json
import os
import shutil
import sys

import discreet_log
import folder_lock
import instance
import listener
import no_aws


def main() -> int:
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    folder = os.path.abspath(sys.argv[1])
    settings = json.load(sys.stdin)

    held = folder_lock.take(folder)
    if held is None:
        return refuse(answer, "held", "another process serves from this folder")
    try:
        socket = listener.listen(settings["port"], strict=settings["strict"])
    except OSError as error:
        return refuse(answer, "port", str(error))

    port = socket.getsockname()[1]
    os.environ["GATEWAY_PORT"] = str(port)
    empty(os.environ["TMPDIR"])
    no_aws.refuse()
    discreet_log.keep()
    instance.write(folder, port, settings["token"])
    try:
        # Only now: the emulator reads its settings when it is imported.
        import server

        return asyncio.run(server.run(folder, socket, settings, answer))
    finally:
        instance.remove(folder)
        held.close()


def empty(folder: str) -> None:
    """What a killed emulator left behind: function folders, its pid file."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder, exist_ok=True)


def refuse(answer, error: str, message: str) -> int:
    print(json.dumps({"error": error, "message": message}), file=answer, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
