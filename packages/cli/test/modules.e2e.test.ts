import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { start } from './start.ts'

const heavy = /node_modules\/(listr2|kleur|yaml|valibot|esbuild|@aws-sdk|@smithy)\//
const ours = /\/packages\/(contract|run|project|aws|local-cloud|records|report|template)\//

/** The modules that a command line loads, as URLs. */
async function modulesOf(line: string): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'cli-modules-'))
  try {
    const file = join(folder, 'modules')
    await start(line, { preload: true, environment: { MODULES_FILE: file } }).ended
    const urls = (await readFile(file, 'utf8')).trimEnd().split('\n')
    return urls.filter((url) => url.startsWith('file:') && !url.endsWith('/ship.ts'))
  } finally {
    await rm(folder, { recursive: true })
  }
}

it.each(['--version', '--help', 'help status', 'status --help', 'statsu', 'status --nonsense'])(
  'loads nothing but the command line itself for %s',
  async (line) => {
    const modules = await modulesOf(line)
    expect(modules.filter((url) => heavy.test(url) || ours.test(url) || url.endsWith('/ship-commands.ts'))).toEqual([])
    expect(modules.length).toBeLessThanOrEqual(16)
  },
)

it('loads neither clients nor parsers for a wrong command line with --json', async () => {
  const modules = await modulesOf('statsu --json')
  expect(modules.filter((url) => heavy.test(url))).toEqual([])
})

it('loads neither colours nor redrawn lines for a command without a terminal', async () => {
  const modules = await modulesOf('status')
  expect(modules.some((url) => url.endsWith('/ship-commands.ts'))).toBe(true)
  expect(modules.filter((url) => heavy.test(url))).toEqual([])
})
