"""Small answers of our own."""

import json


async def respond(send, status: int, body) -> None:
    content = json.dumps(body).encode()
    await send({"type": "http.response.start", "status": status, "headers": [
        (b"content-type", b"application/json"), (b"content-length", str(len(content)).encode()),
        (b"cache-control", b"no-store")]})
    await send({"type": "http.response.body", "body": content})


async def refuse(scope, receive, send, message: str, status: int = 403) -> None:
    """Refuses a request, without any CORS header, or a WebSocket."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    await respond(send, status, {"message": message})
