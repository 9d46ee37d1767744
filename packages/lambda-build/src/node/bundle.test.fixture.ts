import { execFileSync } from 'node:child_process'
import { type Finding, isProjectError, type ProjectError } from '@project-utils/contract'
import type { Artifact, BuildInput } from '../artifact/artifact.ts'
import { buildArtifacts } from '../build/build-artifacts.ts'
import { addFiles, listen, makeFolder, oneFunction } from '../build/folder.test.fixture.ts'

type Settings = Parameters<typeof oneFunction>[1]
type Template = Parameters<typeof oneFunction>[2]

/** An artifact with what its build had to say. */
export interface Built {
  readonly artifact: Artifact
  readonly findings: readonly Finding[]
}

/** Builds the one function of `oneFunction`. */
export async function buildOne(root: string, settings: Settings = {}, template: Template = {}): Promise<Built> {
  const context = listen()
  const [artifact] = await buildArtifacts(oneFunction(root, settings, template), context)
  if (artifact === undefined) throw new Error('nothing was built')
  const findings = context.notices.flatMap((notice) => (notice.type === 'finding' ? [notice.finding] : []))
  return { artifact, findings }
}

/** Why a build is refused. */
export async function failure(input: BuildInput): Promise<ProjectError> {
  const error: unknown = await buildArtifacts(input, listen()).then(
    () => undefined,
    (thrown) => thrown,
  )
  if (!isProjectError(error)) throw new Error('the build was not refused', { cause: error })
  return error
}

/** The paths in an artifact. */
export function paths({ manifest }: Artifact): readonly string[] {
  return manifest.entries.map(({ path }) => path)
}

/** A folder with what is in the zip. */
export function unpack({ zip }: Artifact): string {
  const folder = makeFolder()
  execFileSync('python3', ['-m', 'zipfile', '-e', zip, folder])
  return folder
}

/** Loads the handler's file of an unpacked artifact in a Node.js of its own, calls the handler, answers what it gives. */
export function invoke(artifact: Artifact, file = 'api.js', event: unknown = {}): unknown {
  const folder = unpack(artifact)
  const load = file.endsWith('.mjs') ? `await import('./${file}')` : `createRequire(import.meta.url)('./${file}')`
  addFiles(folder, {
    'run.mjs': `import { createRequire } from 'node:module'\nconst found = ${load}\nconsole.log(JSON.stringify(await found.handler(${JSON.stringify(event)})))`,
  })
  return JSON.parse(execFileSync(process.execPath, ['run.mjs'], { cwd: folder, encoding: 'utf8' }))
}
