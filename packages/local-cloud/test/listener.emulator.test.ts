import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const launcher = fileURLToPath(new URL('../data/launcher', import.meta.url))
const program = `
import asyncio, socket, sys
sys.path.insert(0, sys.argv[1])
import listener

async def main():
    told = asyncio.get_running_loop().create_future()
    async def serve(reader, writer):
        told.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()
    server = await asyncio.start_server(serve, sock=listener.bind(0))
    await asyncio.open_connection(*server.sockets[0].getsockname())
    print("at once" if await told else "waits")

asyncio.run(main())
`

test('answers are sent at once, not kept back until the client has acknowledged the one before', () => {
  const python = process.platform === 'win32' ? 'python' : 'python3'
  expect(execFileSync(python, ['-B', '-c', program, launcher], { encoding: 'utf8' }).trim()).toBe('at once')
})
