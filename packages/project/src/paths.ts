import { readdirSync, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { nearestName } from './nearest.ts'
import type { Complaint } from './problems.ts'

/** Makes a written path absolute and says what is wrong when it is not there, or is not of the needed kind. */
export function findPath(
  root: string,
  written: string,
  kind: 'file' | 'folder',
): { readonly absolute: string; readonly complaint?: Complaint } {
  const absolute = resolve(root, written)
  const state = statSync(absolute, { throwIfNoEntry: false })
  if (state === undefined) return { absolute, complaint: absent(absolute, written, kind) }
  if (kind === 'file' ? state.isFile() : state.isDirectory()) return { absolute }
  const found = state.isDirectory() ? 'folder' : 'file'
  const complaint: Complaint = {
    code: 'PROJECT_PATH_INVALID',
    message: `"${written}" is a ${found}, but a ${kind} is needed`,
    hint: found === 'folder' ? `ls ${absolute}` : `name the folder: "${dirname(written)}"`,
  }
  return { absolute, complaint }
}

/** Says which part of a path is absent first, with the nearest name that is there. */
function absent(absolute: string, written: string, kind: 'file' | 'folder'): Complaint {
  let missing = absolute
  while (statSync(dirname(missing), { throwIfNoEntry: false }) === undefined) missing = dirname(missing)
  const folder = dirname(missing)
  const near = nearestName(basename(missing), siblings(folder))
  return {
    code: 'PROJECT_PATH_MISSING',
    message: `the ${kind} "${written}" does not exist`,
    hint: near === undefined ? `ls ${folder}` : `did you mean "${near}" in ${folder}?`,
  }
}

function siblings(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
