import { join } from 'node:path'
import { listen, makeFolder, oneFunction } from '../build/folder.test.fixture.ts'
import { planJobs } from '../build/jobs.ts'
import type { Making } from '../build/maker.ts'
import { makePython } from './make-python.ts'

interface Setting {
  readonly settings?: Parameters<typeof oneFunction>[1]
  readonly handler?: string
  readonly runtime?: string
  readonly environment?: Readonly<Record<string, string>>
  /** Where layers are written of which nothing is known. */
  readonly places?: { readonly layers: { readonly file: string } }
}

/** A handler that is right. */
export const handler = 'def handler(event, context):\n    return 1\n'

/** Makes one function from sources alone: nothing is installed. */
export async function make(
  files: Readonly<Record<string, string>>,
  { settings, ...template }: Setting = {},
): Promise<Making> {
  const root = makeFolder(files)
  return await makeIn(root, settings ?? {}, template)
}

/** Makes one function of a project that is there. */
export async function makeIn(
  root: string,
  settings: Parameters<typeof oneFunction>[1],
  template: Omit<Setting, 'settings'> = {},
): Promise<Making> {
  const { entry: _entry, ...build } = oneFunction(root).functions[0] ?? { logicalId: 'Api' }
  const absolute = (path: string): string => join(root, path)
  const { entry, directory, shared, ...rest } = settings ?? {}
  const input = oneFunction(root, {}, { runtime: 'python3.11', handler: 'app.handler', ...template })
  const own = {
    ...build,
    ...rest,
    ...(entry === undefined ? { directory: absolute(directory ?? '.') } : { entry: absolute(entry) }),
    shared: (shared ?? []).map(absolute),
  }
  const jobs = planJobs({ ...input, functions: [own as (typeof input.functions)[number]] })
  const options = { ...input, childEnvironment: process.env }
  return await makePython(jobs, options, listen())
}

/** The paths of all files that were made. */
export function pathsOf({ made }: Making): readonly string[] {
  return [...made.values()].flatMap(({ files }) => files.map(({ path }) => path)).toSorted()
}

/** The rules of all findings. */
export function rulesOf({ made }: Making): readonly string[] {
  return [...made.values()].flatMap(({ findings }) => findings.map(({ rule }) => rule))
}
