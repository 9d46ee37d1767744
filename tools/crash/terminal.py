"""Runs a program at a pseudo-terminal and presses keys; tells in JSON what was printed and how the terminal was left.

python3 terminal.py '{"command": [...], "cwd": "...", "keys": [{"at": 0.5, "press": "\\u0003"}]}'; a key waits for its moment
in seconds since the start, or, with "after", for a text on the screen. The environment is the program's own.
"""
import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios
import time

spec = json.loads(sys.argv[1])
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
before = termios.tcgetattr(slave)
started = time.monotonic()
pid = os.fork()
if pid == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for number in (0, 1, 2):
        os.dup2(slave, number)
    os.closerange(3, 256)
    os.chdir(spec["cwd"])
    os.execvp(spec["command"][0], spec["command"])

keys = list(spec["keys"])
seen_at = None
output = b""
status = None
while True:
    now = time.monotonic() - started
    if keys:
        text = keys[0].get("after")
        if text is not None and seen_at is None and text.encode() in output:
            seen_at = now
        due = keys[0]["at"] if text is None else None if seen_at is None else seen_at + keys[0]["at"]
        if due is not None and now >= due:
            # The program reads no keys: Ctrl-C becomes a signal in the terminal, as at a real one.
            os.write(master, keys.pop(0)["press"].encode())
            seen_at = None
    ready, _, _ = select.select([master], [], [], 0.01)
    if ready:
        output += os.read(master, 65536)
    elif status is not None:
        break
    if status is None:
        ended, status_now = os.waitpid(pid, os.WNOHANG)
        if ended == pid:
            status = status_now

after = termios.tcgetattr(slave)
print(
    json.dumps(
        {
            "code": os.waitstatus_to_exitcode(status),
            "output": output.decode("utf-8", "replace"),
            "unpressed": len(keys),
            "restored": before == after,
        }
    )
)
