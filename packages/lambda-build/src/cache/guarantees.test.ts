import { execFile } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Artifact, BuildInput } from '../artifact/artifact.ts'
import { buildArtifacts } from '../build/build-artifacts.ts'
import { addFiles, listen, makeFolder, oneFunction } from '../build/folder.test.fixture.ts'

const files = {
  'api.ts': `import { one } from './lib'\nexport const handler = async () => one\n`,
  'lib.ts': 'export const one = 1',
  'package.json': '{}',
}

afterEach(() => {
  vi.useRealTimers()
})

describe('the cache gives what the sources give', () => {
  it.each([
    ['a year ahead', 365],
    ['a year behind', -365],
  ])('with the clock of this machine %s of that of its files', async (_, days) => {
    const input = oneFunction(makeFolder(files))
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + days * 86_400_000 })
    const first = await build(input)
    expect(await build(input)).toMatchObject({ reused: true })
    addFiles(input.root, { 'lib.ts': 'export const one = 2' })
    utimesSync(join(input.root, 'lib.ts'), 1, 1)
    expect(await build(input)).toMatchObject({ reused: false, why: 'lib.ts changed' })
    addFiles(input.root, { 'lib.ts': 'export const one = 1' })
    expect((await build(input)).codeSha256).toBe(first.codeSha256)
  })

  it('after a backup with its old dates was put back', async () => {
    const input = oneFunction(makeFolder(files))
    utimesSync(join(input.root, 'lib.ts'), 1, 1)
    const backup = makeFolder()
    cpSync(input.root, backup, { recursive: true, preserveTimestamps: true })
    await build(input)
    addFiles(input.root, { 'lib.ts': 'export const one = 2' })
    const second = await build(input)
    rmSync(join(input.root, 'lib.ts'))
    cpSync(join(backup, 'lib.ts'), join(input.root, 'lib.ts'), { preserveTimestamps: true })
    const third = await build(input)
    expect(third).toMatchObject({ reused: false, why: 'lib.ts changed' })
    expect(third.codeSha256).not.toBe(second.codeSha256)
  })

  it('after an older file was moved to where another was', async () => {
    const input = oneFunction(makeFolder({ ...files, 'old/lib.ts': 'export const one = 5' }))
    await build(input)
    renameSync(join(input.root, 'old/lib.ts'), join(input.root, 'lib.ts'))
    expect(await build(input)).toMatchObject({ reused: false, why: 'lib.ts changed' })
  })

  it('after a file gave way to a folder', async () => {
    const input = oneFunction(makeFolder(files))
    const first = await build(input)
    rmSync(join(input.root, 'lib.ts'))
    addFiles(input.root, { 'lib/index.ts': 'export const one = 3' })
    const second = await build(input)
    expect(second.reused).toBe(false)
    expect(second.codeSha256).not.toBe(first.codeSha256)
  })

  it.each([
    ['among the sources', 'lib', './lib/one'],
    ['of an installed package', 'node_modules/lib', 'lib/one'],
    ['of an installed package with a scope', 'node_modules/@own/lib', '@own/lib/one'],
  ])('after a link %s was led elsewhere', async (_, link, specifier) => {
    const root = makeFolder({
      'api.ts': `import { one } from '${specifier}'\nexport const handler = () => one`,
      'v1/one.js': 'export const one = 1',
      'v2/one.js': 'export const one = 2',
    })
    const lead = (to: string): void => {
      mkdirSync(join(root, link, '..'), { recursive: true })
      rmSync(join(root, link), { force: true })
      symlinkSync(join(root, to), join(root, link))
    }
    lead('v1')
    const input = oneFunction(root)
    const first = await build(input)
    expect(await build(input)).toMatchObject({ reused: true })
    lead('v2')
    const second = await build(input)
    expect(second).toMatchObject({ reused: false, why: `${link} leads elsewhere` })
    expect(second.codeSha256).not.toBe(first.codeSha256)
  })

  it.each(['.hidden.json', 'node_modules/more/index.js', 'sub/more.js'])(
    'after %s came into a folder that is packed',
    async (path) => {
      const root = makeFolder({
        'all/api.js': 'exports.handler = () => 1',
        'all/node_modules/dep/index.js': '',
        'all/sub/x': '',
      })
      const { functions, ...rest } = oneFunction(root)
      const plain = functions.map(({ entry: _, ...each }) => ({ ...each, bundle: false, directory: join(root, 'all') }))
      const input = { ...rest, functions: plain }
      await build(input)
      expect(await build(input)).toMatchObject({ reused: true })
      addFiles(join(root, 'all'), { [path]: '{}' })
      const again = await build(input)
      expect(again.reused).toBe(false)
      expect(again.manifest.entries.map((entry) => entry.path)).toContain(path)
    },
  )

  it('where a newer version of the tool left its record', async () => {
    const input = oneFunction(makeFolder(files))
    const first = await build(input)
    const path = recordOf(input)
    writeFileSync(path, readFileSync(path, 'utf8').replace(/^\d+/, '99'))
    const why = 'its record is of another version of project-lambda'
    expect(await build(input)).toMatchObject({ reused: false, why, codeSha256: first.codeSha256 })
    expect(await build(input)).toMatchObject({ reused: true })
  })

  it('where the cache cannot be written to, as long as nothing changed', async () => {
    const input = oneFunction(makeFolder(files))
    const { zip } = await build(input)
    utimesSync(zip, 1, 1)
    const before = readFileSync(recordOf(input), 'utf8')
    // Drafts are named by the process; in a folder that is not there nothing can be written.
    const pid = vi.spyOn(process, 'pid', 'get').mockReturnValue('nowhere/1' as unknown as number)
    expect(await build(input)).toMatchObject({ reused: true })
    expect(readFileSync(recordOf(input), 'utf8')).toBe(before)
    pid.mockRestore()
    expect(await build(input)).toMatchObject({ reused: true })
    expect(readFileSync(recordOf(input), 'utf8')).not.toBe(before)
  })

  it('where the whole cache is removed while it builds', async () => {
    const input = oneFunction(makeFolder({ ...files, 'api.ts': 'export const handler = () => import.meta.url' }))
    const context = listen()
    const emit = (): void => rmSync(input.cache, { recursive: true, force: true })
    const [artifact] = await buildArtifacts(input, {
      ...context,
      emit: (notice) => notice.type === 'finding' && emit(),
    })
    expect(readdirSync(join(input.cache, 'artifacts'))).toEqual([`${artifact?.manifest.sha256}.zip`])
    expect(await build(input)).toMatchObject({ reused: true })
  })

  it('where files came beside the sources while it was built: unknown ones do not count, names that imports may find do', async () => {
    const input = oneFunction(makeFolder({ ...files, 'api.ts': 'export const handler = () => import.meta.url' }))
    const buildBeside = async (name: string): Promise<void> => {
      const emit = (): void => addFiles(input.root, { [name]: '' })
      await buildArtifacts(input, { ...listen(), emit: (notice) => notice.type === 'finding' && emit() })
    }
    await buildBeside('.log')
    expect(await build(input)).toMatchObject({ reused: true })
    addFiles(input.root, { 'api.ts': 'export const handler = () => [import.meta.url]' })
    await buildBeside('api.tsx')
    expect(await build(input)).toMatchObject({ reused: false, why: 'api.tsx was added' })
    expect(await build(input)).toMatchObject({ reused: true })
  })

  it('for two sets of settings in turn, building each once', async () => {
    const input = oneFunction(makeFolder(files))
    const other = { ...input, environment: { STAGE: 'dev' } }
    await build(input)
    expect(await build(other)).toMatchObject({ reused: false, why: 'settings changed: environment' })
    expect([(await build(input)).reused, (await build(other)).reused]).toEqual([true, true])
    addFiles(input.root, { 'lib.ts': 'export const one = 8' })
    const changed = [await build(input), await build(other)]
    expect(changed.map(({ reused, why }) => [reused, why])).toEqual([
      [false, 'lib.ts changed'],
      [false, 'lib.ts changed'],
    ])
  })

  it('to processes that build the same project at the same time', async () => {
    const input = oneFunction(makeFolder(files))
    const script = [
      `import { buildArtifacts } from '@project-utils/lambda-build'`,
      `const context = { signal: new AbortController().signal, emit() {} }`,
      `const [{ codeSha256 }] = await buildArtifacts(${JSON.stringify(input)}, context)`,
      `console.log(codeSha256)`,
    ].join('\n')
    const flags = ['--conditions=@project-utils/source', '--input-type=module', '-e', script]
    const run = async (): Promise<string> =>
      (await promisify(execFile)(process.execPath, flags, { cwd: import.meta.dirname })).stdout
    const answers = await Promise.all([run(), run(), run()])
    const again = await build(input)
    expect(again.reused).toBe(true)
    expect(answers).toEqual(answers.map(() => `${again.codeSha256}\n`))
    const left = readdirSync(input.cache, { recursive: true }).map(String)
    expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})

async function build(input: BuildInput): Promise<Artifact> {
  const [artifact] = await buildArtifacts(input, listen())
  if (artifact === undefined) throw new Error('nothing was built')
  return artifact
}

function recordOf({ cache }: BuildInput): string {
  const [name = ''] = readdirSync(join(cache, 'builds'))
  return join(cache, 'builds', name)
}
