import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { serve } from '../suite.test.fixture.ts'

const script = fileURLToPath(new URL('memory.test.fixture.ts', import.meta.url))

/** What a process of its own says that asks every address a few times at once: each end, and its largest memory. */
async function endsOf(
  urls: readonly string[],
): Promise<{ readonly messages: readonly string[]; readonly grown: number }> {
  const argv = ['--conditions=@project-utils/source', '--no-warnings', script, ...urls]
  const { stdout } = await promisify(execFile)(process.execPath, argv, { maxBuffer: 1024 ** 2 })
  return JSON.parse(stdout) as { readonly messages: readonly string[]; readonly grown: number }
}

test('keeps its memory flat before bodies without end and compressed bombs', async () => {
  // 1 GiB as 1 MiB, and again compressed.
  const bomb = gzipSync(Buffer.alloc(1024 ** 3))
  const chunk = Buffer.alloc(64 * 1024, 'x')
  const origin = await serve((request, response) => {
    if (request.url === '/bomb') return void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
    }
    response.on('drain', more)
    more()
  })
  const { messages, grown } = await endsOf([`${origin}/bomb`, `${origin}/endless`])
  expect(messages).toHaveLength(16)
  for (const message of messages) expect(message).toMatch(/: the body is larger than 5 MiB$/)
  // Eight of each at once, of at most 5 MiB each and as much while it is unpacked; what they would be is 8 GiB.
  expect(grown).toBeLessThan(300 * 1024 ** 2)
}, 60_000)
