import type { FunctionBuild } from '@project-utils/project'
import type { TemplateFunction } from '../artifact/artifact.ts'

/** What a handler such as `src/api.handler` says: the file without its extension, and the path of the export in it. */
export interface Handler {
  readonly text: string
  /** `/`-separated, relative to the artifact's root, without extension: `src/api`. Absolute where a layer holds it. */
  readonly file: string
  /** First name of the export's path; what follows, as in `routes.get`, are properties of it. */
  readonly exported: string
}

/**
 * Reads a handler as Lambda's Node.js runtime does: folders up to the last `/`, the file up to the first `.` behind it,
 * then the export. `./` and `/var/task/` stand for the artifact's root, and `/opt/` for the layers. Undefined for anything
 * that cannot name a file there. Source: aws-lambda-ric, `UserFunction.js`.
 */
export function parseHandler(text: string): Handler | undefined {
  const match = /^(?:\/var\/task\/)?((?:\/opt\/)?(?:[^/]+\/)*)([^/.]+)\.([^/.]+)((?:\.[^/.]+)*)$/.exec(text)
  const [, written = '', name, exported] = match ?? []
  if (name === undefined || exported === undefined) return undefined
  if (/[\\\0]/.test(text) || written.split('/').includes('..')) return undefined
  const folders = written.split('/').filter((part) => part !== '.')
  return { text, file: folders.join('/') + name, exported }
}

/** Whether a layer holds the file that a handler names. */
export function isInLayer(handler: string): boolean {
  return handler.startsWith('/opt/')
}

/** Variables in which a wrapper of a layer finds the handler that it calls. Source: the makers' pages on Lambda. */
const wrapperVariables = ['DD_LAMBDA_HANDLER', 'LUMIGO_ORIGINAL_HANDLER', 'NEW_RELIC_LAMBDA_HANDLER']

/** The handler of the function's own code, where its template names that of a wrapper which calls it. */
export function wrappedHandler(environment: Readonly<Record<string, unknown>> = {}): string | undefined {
  const found = wrapperVariables.map((name) => environment[name]).filter((value) => typeof value === 'string')
  return found.length === 1 ? found[0] : undefined
}

/** The handler of the function's own code, which a wrapper of a layer may stand before. */
export function ownHandler(build: FunctionBuild, known: TemplateFunction | undefined): string | undefined {
  const { handler, environment } = known ?? {}
  const behind = wrappedHandler(environment) ?? (isInLayer(handler ?? '') ? build.handler : undefined)
  return behind ?? handler ?? build.handler
}

/**
 * The program of the artifact that a wrapper of a layer starts in place of the runtime's own, such as `run.sh` with the
 * Lambda Web Adapter; undefined where the runtime loads the handler itself. Source: the adapter's guide for zips.
 */
export function startedFile(
  handler: string,
  variables: Readonly<Record<string, string>>,
  paths: Iterable<string>,
): string | undefined {
  if (variables['AWS_LAMBDA_EXEC_WRAPPER'] === undefined) return undefined
  const file = handler.replace(/^(?:\/var\/task\/|\.\/)/, '')
  return new Set(paths).has(file) ? file : undefined
}

/** The Node.js of a runtime, such as 24 of `nodejs24.x`; undefined for another language, or where it is unknown. */
export function nodeVersion(runtime: string | undefined): number | undefined {
  const [, version] = /^nodejs(\d+)\.x$/.exec(runtime ?? '') ?? []
  return version === undefined ? undefined : Number(version)
}
