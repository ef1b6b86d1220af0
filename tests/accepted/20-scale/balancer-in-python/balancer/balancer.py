"""A balancer for TCP: each connection goes to the next replica in turn; one that does not take it is left out."""

import asyncio
import itertools
import socket

turns = itertools.count()


async def replicas():
    """Return the addresses of the replicas as the name server has them now."""
    found = await asyncio.get_running_loop().getaddrinfo(
        "model", 8000, family=socket.AF_INET, type=socket.SOCK_STREAM
    )
    return sorted({address for *_, address in found})


async def connect():
    """Connect to the next replica that takes the connection."""
    for _ in range(5):
        addresses = await replicas()
        first = next(turns)
        for number in range(len(addresses)):
            address = addresses[(first + number) % len(addresses)]
            try:
                return await asyncio.wait_for(asyncio.open_connection(*address), 0.5)
            except OSError:
                continue
    raise ConnectionError("no replica takes the connection")


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
    """Hand one connection to a replica."""
    try:
        there, back = await connect()
        await asyncio.gather(copy(reader, back), copy(there, writer))
        back.close()
    except OSError as error:
        print(f"lost a connection: {error}", flush=True)
    finally:
        writer.close()


async def main():
    """Serve until the container is stopped."""
    server = await asyncio.start_server(serve, "0.0.0.0", 9000, backlog=128)
    await server.serve_forever()


asyncio.run(main())
