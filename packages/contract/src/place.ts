/** Where something stands: a line of a file, a resource, a path inside it. Lines and columns count from 1. */
export interface Place {
  readonly file?: string
  readonly line?: number
  readonly column?: number
  readonly resource?: string
  readonly path?: readonly (string | number)[]
}

/** Writes a place as `file:line:column`, or as the resource where no file is known; empty where nothing is. */
export function formatPlace(place: Place): string {
  const { file, line, column, resource } = place
  if (file === undefined) return resource ?? ''
  if (line === undefined) return file
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`
}
