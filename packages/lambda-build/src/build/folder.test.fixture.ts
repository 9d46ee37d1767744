import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Context, Notice } from '@project-utils/contract'
import { onTestFinished } from 'vitest'
import type { BuildInput } from '../artifact/artifact.ts'

/** A temporary folder with the given files, removed when the test ends. */
export function makeFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lambda-build-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  addFiles(folder, files)
  return folder
}

/** Writes files under a folder, making the folders between. */
export function addFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** A context that keeps what is emitted. */
export function listen(): Context & { readonly notices: Notice[] } {
  const notices: Notice[] = []
  return { signal: new AbortController().signal, emit: (notice) => notices.push(notice), notices }
}

/** The input for one function `Api` with the entry `api.ts` and the handler `api.handler`. */
export function oneFunction(
  root: string,
  settings: Partial<BuildInput['functions'][number]> = {},
  template: BuildInput['template'][string] = {},
): BuildInput {
  const defaults = {
    bundle: true,
    external: [],
    shared: [],
    include: [],
    exclude: [],
    allow: [],
    loaders: {},
    format: 'cjs',
    minify: false,
    sourceMap: false,
    where: { file: 'x.yaml', line: 3 },
  } as const
  const entry = join(root, 'api.ts')
  return {
    functions: [{ logicalId: 'Api', entry, ...defaults, ...settings }],
    template: { Api: { runtime: 'nodejs22.x', handler: 'api.handler', ...template } },
    root,
    cache: join(root, '.cache'),
    environment: {},
  }
}
