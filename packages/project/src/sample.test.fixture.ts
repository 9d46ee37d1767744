import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isProjectError, type ProjectError } from '@project-utils/contract'
import { afterAll } from 'vitest'
import type { Loaded, LoadOptions } from './load-options.ts'
import { loadProject } from './load-project.ts'

/** Files that the configurations of the tests name. */
const files: Readonly<Record<string, string>> = {
  'app.yaml': 'Resources: {}\n',
  'src/api.ts': 'export const handler = () => 1\n',
  'web/index.html': '<h1>hello</h1>\n',
}

const folders: string[] = []

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** Makes a temporary folder with the given files besides the usual ones. */
export function makeFolder(more: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'project-test-'))
  folders.push(folder)
  for (const [path, content] of Object.entries({ ...files, ...more })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

/** Loads a text as `project.yaml`. */
export async function loadText(
  yaml: string | Uint8Array,
  options: Partial<LoadOptions> = {},
  more: Readonly<Record<string, string>> = {},
): Promise<Loaded> {
  return await loadProject({ cwd: makeFolder({ ...more, 'project.yaml': yaml }), ...options })
}

/** What loading refuses with. */
export async function refusalOf(loading: Promise<unknown>): Promise<ProjectError> {
  try {
    await loading
  } catch (error) {
    if (isProjectError(error)) return error
    throw error
  }
  throw new Error('it was not refused')
}

/** A valid beginning: name and one environment. */
export const head: string =
  'project: shop\nenvironments:\n  dev: { account: "111111111111", region: eu-west-1, tier: full }\n'
