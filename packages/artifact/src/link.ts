import { readlinkSync, realpathSync, statSync } from 'node:fs'
import { sep } from 'node:path'
import type { Problem } from '@project-utils/contract'
import { reasonOf } from './read-pieces.ts'
import { leaveOut } from './tree-problems.ts'

/** A file or folder, and where it really is. */
export interface Target {
  readonly real: string
  readonly isFolder: boolean
  /** Present where a link leads nowhere. */
  readonly reason?: string
}

/** Where a link leads. */
export function followLink(link: string): Target {
  try {
    const real = realpathSync(link)
    return { real, isFolder: statSync(real).isDirectory() }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'leads nowhere' : code === 'ELOOP' ? 'leads in a circle' : reasonOf(error)
    return { real: link, isFolder: false, reason }
  }
}

/**
 * Why a link cannot be packed; undefined where it can.
 *
 * @param within the folders of which one must hold it, real paths; the last is told
 * @param above the real folders that the link lies in
 */
export function linkProblem(
  link: string,
  { real, isFolder, reason }: Target,
  within: readonly string[],
  above: readonly string[],
): Problem | undefined {
  const isInside = within.some((root) => real === root || real.startsWith(root + sep))
  const what =
    reason ??
    (isInside ? undefined : `leads out of ${within.at(-1)}`) ??
    (isFolder && above.includes(real) ? 'holds the link itself: a circle' : undefined)
  if (what === undefined) return undefined
  return {
    code: 'ARTIFACT_LINK_INVALID',
    message: `${link} is a link to ${readlinkSync(link)}, which ${what}`,
    hint: `put a file in its place, ${leaveOut}`,
  }
}
