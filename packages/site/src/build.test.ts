import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { FactNotice, Json } from '@project-utils/contract'
import { expect, test } from 'vitest'
import { buildSite, type SiteBuild, type SiteBuildInput } from './build.ts'
import { folderWith, listening, writeInto } from './test-folder.test.fixture.ts'

const build =
  'mkdir -p dist && cp src/page.html dist/index.html && echo "$THEME" > dist/theme.txt && echo run >> ../runs.log'

async function project(more: Partial<SiteBuildInput> = {}, settings: Partial<SiteBuildInput['site']> = {}) {
  const root = await folderWith({
    'site/src/page.html': 'one',
    'package-lock.json': '{}',
    '.gitignore': 'dist\n*.log\n',
  })
  const directory = join(root, 'site')
  const input: SiteBuildInput = {
    site: { directory, build, output: 'dist', ...settings },
    root,
    cache: await folderWith({}),
    environment: { THEME: 'plain' },
    childEnvironment: { PATH: process.env['PATH'] ?? '' },
    ...more,
  }
  return { root, directory, input }
}

/** Builds once the stamps of what was written last can be trusted. */
async function run(input: SiteBuildInput): Promise<SiteBuild & { readonly fact: Json }> {
  await wait(70)
  const context = listening()
  const built = await buildSite(input, context)
  return {
    ...built,
    fact: context.notices.find((notice): notice is FactNotice => notice.type === 'fact')?.data ?? null,
  }
}

test('builds once, then finds the build still right and reads no file again', async () => {
  const { input, directory } = await project()
  const first = await run(input)
  expect(first).toMatchObject({ reused: false, directory: join(directory, 'dist') })
  expect(first.manifest.files.map(({ key }) => key)).toEqual(['index.html', 'theme.txt'])
  await run(input)
  const again = await run(input)
  expect(again).toMatchObject({ reused: true, manifest: first.manifest, fact: { hashed: 0, reused: true } })
  expect(await readFile(join(input.root, 'runs.log'), 'utf8')).toBe('run\n')
})

const changes: readonly (readonly [string, (input: SiteBuildInput) => Promise<unknown>])[] = [
  ['a source file', ({ site }) => writeInto(site.directory, { 'src/page.html': 'two' })],
  ['a new file', ({ site }) => writeInto(site.directory, { 'src/new.html': 'x' })],
  ['a removed file', ({ site }) => rm(join(site.directory, 'src/more.html'))],
  ['the lock file', ({ root }) => writeInto(root, { 'package-lock.json': '{"a":1}' })],
  ['the command', async ({ site }) => ({ site: { ...site, build: `${site.build} && true` } })],
  ['a build value', async () => ({ environment: { THEME: 'dark' } })],
  ['the output', ({ site }) => writeInto(site.directory, { 'dist/index.html': 'by hand' })],
  ['the output folder, which is gone', ({ site }) => rm(join(site.directory, 'dist'), { recursive: true })],
  ['the cache, which is lost', ({ cache }) => rm(cache, { recursive: true })],
]

test.each(changes)('builds again after a change of %s', async (_, change) => {
  const { input, directory } = await project()
  await writeInto(directory, { 'src/more.html': 'x' })
  await run(input)
  expect((await run(input)).reused).toBe(true)
  const changed = { ...input, ...((await change(input)) ?? {}) }
  expect((await run(changed)).reused).toBe(false)
  expect((await run(changed)).reused).toBe(true)
})

test('is not misled by a new time without a new content', async () => {
  const { input, directory } = await project()
  await run(input)
  await writeInto(directory, { 'src/page.html': 'one', 'dist/index.html': 'one' })
  expect((await run(input)).reused).toBe(true)
})

test('forgets the last build before a new one, so that a failed build is never reused', async () => {
  const { input, directory } = await project(
    {},
    { build: 'mkdir -p dist && cp src/page.html dist/index.html && test ! -e src/broken' },
  )
  await run(input)
  await writeInto(directory, { 'src/broken': '' })
  await expect(run(input)).rejects.toThrow(expect.objectContaining({ code: 'SITE_BUILD_FAILED' }))
  await rm(join(directory, 'src/broken'))
  expect((await run(input)).reused).toBe(false)
})

test('says with which lines a build failed, and where to run it by hand', async () => {
  const { input, directory } = await project({}, { build: 'seq 1 30; echo "cannot find x" >&2; exit 2' })
  const error = await run(input).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'SITE_BUILD_FAILED', hint: expect.stringContaining(`cd ${directory}`) })
  expect(String(error)).toContain('ended with exit code 2')
  expect(String(error)).toContain('cannot find x')
  expect(String(error)).toContain('\n30\n')
  expect(String(error)).not.toContain('\n9\n')
})

test('ends a build that runs too long', async () => {
  const { input } = await project({ timeLimit: 200 }, { build: 'sleep 60' })
  await expect(run(input)).rejects.toThrow(expect.objectContaining({ code: 'SITE_BUILD_TIMED_OUT' }))
})

test.each([['true'], ['mkdir -p dist']])('refuses the empty output of %s', async (command) => {
  const { input } = await project({}, { build: command })
  await expect(run(input)).rejects.toThrow(expect.objectContaining({ code: 'SITE_NO_OUTPUT' }))
})

test('publishes the folder as it stands where there is no build', async () => {
  const directory = await folderWith({ 'index.html': 'x', 'config.json': '{}' })
  const { input } = await project()
  const built = await run({ ...input, site: { directory, config: { apiUrl: 'x' } } })
  expect(built).toMatchObject({ directory, reused: false })
  expect(built.manifest.files.map(({ key }) => key)).toEqual(['index.html'])
})

test('explains a cache folder that cannot be written', async () => {
  const { input, directory } = await project()
  const cache = join(directory, 'src/page.html')
  await expect(run({ ...input, cache })).rejects.toThrow(expect.objectContaining({ code: 'SITE_FILE_INACCESSIBLE' }))
})

test('refuses a site whose folder is missing', async () => {
  const { input } = await project({}, { directory: '/missing-folder' })
  await expect(run(input)).rejects.toThrow(expect.objectContaining({ code: 'SITE_DIRECTORY_MISSING' }))
})

test('tells its steps, the last line of the build among them', async () => {
  const { input } = await project({ parent: 'deploy' }, { build: `echo working && ${build}` })
  const context = listening()
  await buildSite(input, context)
  const steps = context.notices.filter((notice) => notice.type === 'step')
  expect(steps.map(({ state }) => state)).toEqual(['started', 'progress', 'progress', 'ended'])
  expect(steps.map(({ note }) => note)).toEqual([undefined, 'no earlier build is remembered', 'working', undefined])
  expect(steps.at(-1)).toMatchObject({ id: 'site.build', parent: 'deploy', outcome: 'done' })
})

test('ends a build with its children when the run is interrupted', async () => {
  const { input } = await project({}, { build: 'sleep 60' })
  const controller = new AbortController()
  const context = listening(controller.signal)
  const running = buildSite(input, context)
  setTimeout(() => controller.abort('SIGINT'), 200)
  await expect(running).rejects.toBe('SIGINT')
  expect(context.notices.at(-1)).toMatchObject({ state: 'ended', outcome: 'cancelled' })
})
