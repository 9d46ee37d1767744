import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { BuildInput } from '../artifact/artifact.ts'
import { buildArtifacts } from '../build/build-artifacts.ts'
import { addFiles, listen, makeFolder, oneFunction } from '../build/folder.test.fixture.ts'
import { explainBuilds } from './explain.ts'

const files = {
  'api.ts': `import { one } from './lib/one'\nexport const handler = async () => one\n`,
  'lib/one.ts': 'export const one = 1',
  'package.json': '{}',
  'package-lock.json': '{}',
}

describe('explainBuilds', () => {
  it('says that nothing was built yet', async () => {
    const input = oneFunction(makeFolder(files))
    const first = { logicalId: 'Api', type: 'function', would: 'rebuild', reasons: ['first build'] }
    expect(await explainBuilds(input, listen())).toEqual([first])
  })

  it('says what would be reused, when it was built and of how much', async () => {
    const input = await built()
    const [{ bytes } = { bytes: 0 }] = await buildArtifacts(input, listen())
    expect(await explainBuilds(input, listen())).toEqual([
      {
        logicalId: 'Api',
        type: 'function',
        would: 'reuse',
        reasons: [],
        built: expect.stringMatching(/^2\d{3}-\d\d-\d\dT/),
        // Two sources, two folders, manifest and lock file.
        inputs: 6,
        bytes,
      },
    ])
  })

  it.each<[string, (input: BuildInput) => BuildInput | undefined, readonly string[]]>([
    [
      'every file that changed, was added or removed',
      ({ root }) => {
        addFiles(root, { 'api.ts': '', 'lib/two.ts': '', 'package-lock.json': '{ }' })
        rmSync(join(root, 'lib/one.ts'))
        return undefined
      },
      ['api.ts changed', 'lib/one.ts was removed', 'lib/two.ts was added', 'package-lock.json changed'],
    ],
    [
      'every setting before and after',
      ({ functions, ...rest }) => ({
        ...rest,
        functions: functions.map((each) => ({ ...each, minify: true, external: ['sharp'] })),
        template: { Api: { runtime: 'nodejs24.x', handler: 'api.handler' } },
      }),
      [
        'external changed from [] to ["sharp"]',
        'minify changed from false to true',
        'runtime changed from nodejs22.x to nodejs24.x',
        'target changed from node22 to node24',
      ],
    ],
    [
      'build values without their values',
      (input) => ({ ...input, environment: { TOKEN: 's3cret' } }),
      ['build.environment changed'],
    ],
    [
      'settings and files together',
      (input) => {
        addFiles(input.root, { 'lib/one.ts': 'export const one = 2' })
        return { ...input, environment: { A: 'b' } }
      },
      ['build.environment changed', 'lib/one.ts changed'],
    ],
    [
      'a zip that is gone',
      ({ cache }) => void rmSync(join(cache, 'artifacts'), { recursive: true }),
      ['its zip was gone'],
    ],
    [
      'a zip that was cut short',
      ({ cache }) => {
        truncateSync(join(cache, 'artifacts', readdirSync(join(cache, 'artifacts'))[0] ?? ''), 9)
        return undefined
      },
      ['its zip was damaged'],
    ],
    [
      'a zip whose bytes were changed',
      ({ cache }) => {
        const path = join(cache, 'artifacts', readdirSync(join(cache, 'artifacts'))[0] ?? '')
        writeFileSync(path, readFileSync(path).fill(0))
        return undefined
      },
      ['its zip was damaged'],
    ],
  ])('names %s', async (_, change, reasons) => {
    const input = await built()
    const [explained] = await explainBuilds(change(input) ?? input, listen())
    expect(explained?.would).toBe('rebuild')
    expect(explained?.reasons.toSorted()).toEqual(reasons)
  })

  it('changes nothing', async () => {
    const input = await built()
    const path = join(input.cache, 'builds', readdirSync(join(input.cache, 'builds'))[0] ?? '')
    const before = readFileSync(path, 'utf8')
    addFiles(input.root, { 'lib/one.ts': 'export const one = 2' })
    await explainBuilds(input, listen())
    expect(readFileSync(path, 'utf8')).toBe(before)
    expect(readdirSync(input.cache).toSorted()).toEqual(['artifacts', 'builds'])
  })
})

async function built(): Promise<BuildInput> {
  const input = oneFunction(makeFolder(files))
  await buildArtifacts(input, listen())
  return input
}
