/** What a handler such as `src/api.handler` says: the file without its extension, and the path of the export in it. */
export interface Handler {
  readonly text: string
  /** `/`-separated, relative to the artifact's root, without extension: `src/api`. */
  readonly file: string
  /** First name of the export's path; what follows, as in `routes.get`, are properties of it. */
  readonly exported: string
}

/**
 * Reads a handler as Lambda's Node.js runtime does: folders up to the last `/`, the file up to the first `.` behind it,
 * then the export. Undefined for anything that cannot name a file inside the artifact.
 */
export function parseHandler(text: string): Handler | undefined {
  const match = /^((?:[^/]+\/)*)([^/.]+)\.([^/.]+)((?:\.[^/.]+)*)$/.exec(text)
  const [, folders = '', name, exported] = match ?? []
  if (name === undefined || exported === undefined) return undefined
  if (/[\\\0]/.test(text) || folders.split('/').some((part) => part === '.' || part === '..')) return undefined
  return { text, file: folders + name, exported }
}

/** The Node.js of a runtime, such as 24 of `nodejs24.x`; undefined for another language, or where it is unknown. */
export function nodeVersion(runtime: string | undefined): number | undefined {
  const [, version] = /^nodejs(\d+)\.x$/.exec(runtime ?? '') ?? []
  return version === undefined ? undefined : Number(version)
}
