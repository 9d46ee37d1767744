import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { join } from 'node:path'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { makeFolder } from '../build/folder.test.fixture.ts'
import { buildOne, invoke, unpack } from './bundle.test.fixture.ts'
import { slimMap } from './source-map.ts'

const files = {
  'package.json': '{ "name": "p" }',
  'src/lib.ts': `import { call } from 'vendor'
export function fail(): never {

  throw call('boom')
}
export const where = () => new Error('here').stack`,
  'src/api.ts': `import { fail, where } from './lib'
type Unused = { a: string }
export const handler = async (event: { fail?: boolean }): Promise<unknown> => {
  if (event.fail === true) fail()

  return where()
}`,
  'node_modules/vendor/index.js': `exports.call = (text) => {\n\n  return new Error(text)\n}\n${'// x\n'.repeat(50)}`,
}

describe('a source map', () => {
  it.each(['cjs', 'esm'] as const)(
    'names the sources in stacks without a setting in the template, as %s',
    async (format) => {
      const root = makeFolder(files)
      const { artifact } = await buildOne(root, {
        entry: join(root, 'src/api.ts'),
        sourceMap: true,
        minify: true,
        format,
      })
      const stack = String(invoke(artifact, format === 'esm' ? 'api.mjs' : 'api.js'))
      expect(stack).toMatch(/src\/lib\.ts:6:28\)?\n/)
      expect(stack).toMatch(/src\/api\.ts:6:\d+\)?\n/)
    },
  )

  it('leaves stacks as they are where somebody else formats them, or the map is gone', async () => {
    const root = makeFolder(files)
    const { artifact } = await buildOne(root, { entry: join(root, 'src/api.ts'), sourceMap: true, minify: true })
    const folder = unpack(artifact)
    const run = (before: string, ...options: string[]): string =>
      execFileSync(
        process.execPath,
        [...options, '-e', `${before};require('./api.js').handler({}).then(console.log)`],
        {
          cwd: folder,
          encoding: 'utf8',
        },
      )
    expect(run('Error.prepareStackTrace = () => "theirs"')).toBe('theirs\n')
    expect(run('', '--enable-source-maps')).toMatch(/^Error: here\n.*src\/lib\.ts:6:28/)
    rmSync(join(folder, 'api.js.map'))
    expect(run('')).toMatch(/^Error: here\n.*api\.js:\d+:\d+/)
  })

  it('leaves a strict source strict', async () => {
    const root = makeFolder({
      'api.ts': `'use strict'\nexport const handler = async () => (function (this: unknown) { return this === undefined })()`,
    })
    expect(invoke((await buildOne(root, { sourceMap: true, minify: true })).artifact)).toBe(true)
  })

  it('holds only own sources, relative to the artifact, and no text of them', async () => {
    const root = makeFolder(files)
    const { artifact } = await buildOne(root, { entry: join(root, 'src/api.ts'), sourceMap: true })
    const folder = unpack(artifact)
    const map: unknown = JSON.parse(readFileSync(join(folder, 'api.js.map'), 'utf8'))
    expect(map).toMatchObject({ version: 3, sources: ['src/api.ts', 'src/lib.ts'] })
    expect(map).not.toHaveProperty('sourcesContent')
    expect(readFileSync(join(folder, 'api.js'), 'utf8')).toContain('//# sourceMappingURL=api.js.map')
  })

  it('gives a position in a package to no source of the project', async () => {
    const { map, code } = await bundled()
    const slimmed = new SourceMap(JSON.parse(slim(map)))
    const full = new SourceMap(JSON.parse(map))
    for (const [line, text] of code.split('\n').entries()) {
      for (let column = 0; column < text.length; column += 1) {
        const before = full.findEntry(line, column)
        const after = slimmed.findEntry(line, column)
        if (!('originalSource' in before) || before.originalSource === undefined) continue
        const isVendor = before.originalSource.includes('node_modules')
        const expected = isVendor ? undefined : [before.originalSource, before.originalLine, before.originalColumn]
        const got = 'originalSource' in after && after.originalSource !== undefined
        expect(got ? [after.originalSource, after.originalLine, after.originalColumn] : undefined).toEqual(expected)
      }
    }
  })

  it('keeps only lines where it would be larger than it may', async () => {
    const { map, code } = await bundled()
    const [fine, rough] = [slim(map), slim(map, 1)]
    expect(rough.length).toBeLessThan(fine.length)
    const slimmed = new SourceMap(JSON.parse(rough))
    const at = code.split('\n').findIndex((line) => line.includes('here'))
    expect(slimmed.findEntry(at, code.split('\n')[at]?.indexOf('here') ?? 0)).toMatchObject({ originalLine: 5 })
  })
})

async function bundled(): Promise<{ readonly map: string; readonly code: string }> {
  const root = makeFolder(files)
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/api.ts'],
    outdir: 'out',
    bundle: true,
    write: false,
    sourcemap: 'linked',
    sourcesContent: false,
    format: 'cjs',
  })
  const textOf = (end: string): string => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? ''
  return { map: textOf('.map'), code: textOf('.js') }
}

function slim(map: string, limit = Number.POSITIVE_INFINITY): string {
  return Buffer.from(slimMap(Buffer.from(map), ownOnly, limit)).toString()
}

function ownOnly(source: string): string | undefined {
  return source.includes('node_modules') ? undefined : source
}
