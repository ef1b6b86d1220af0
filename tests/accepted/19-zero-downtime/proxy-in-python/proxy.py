"""A proxy for TCP: each connection goes to the container whose name stands in /live at that moment."""

import asyncio
from pathlib import Path


async def copy(source, target):
    """Hand on what comes, and its end."""
    try:
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
        if target.can_write_eof():
            target.write_eof()
    except OSError:
        target.close()


async def serve(reader, writer):
    """Hand one connection on."""
    try:
        there, back = await asyncio.open_connection(Path("/live/name").read_text().strip(), 8000)
        await asyncio.gather(copy(reader, back), copy(there, writer))
        back.close()
    finally:
        writer.close()


async def main():
    """Serve until the container is stopped."""
    server = await asyncio.start_server(serve, "0.0.0.0", 80, backlog=256)
    await server.serve_forever()


asyncio.run(main())
