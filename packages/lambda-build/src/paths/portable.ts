import { relative, sep } from 'node:path'

/** A path as it is the same on every machine: relative to a folder, with `/`; empty for the folder itself. */
export function portablePath(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/')
}

/** Whether an absolute path is a folder or lies in it, told by the paths alone. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}
