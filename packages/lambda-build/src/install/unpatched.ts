import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from '@project-utils/contract'
import type { Lock } from './lock.ts'
import type { Placement } from './place.ts'

/**
 * Packages that the project changes with patch-package, whose changes are made by an install script and therefore missing
 * in what is installed from the lock. The patches of pnpm and Yarn themselves are applied.
 */
export function unpatched({ folder, manager }: Lock, { packages }: Placement): readonly Finding[] {
  const patches = join(folder, 'patches')
  if (manager === 'pnpm' || manager === 'berry' || !existsSync(patches)) return []
  return readdirSync(patches).flatMap((file): readonly Finding[] => {
    const [, path] = /^(.+)\+\d[^+]*\.patch$/.exec(file) ?? []
    const name = path?.split('++').at(-1)?.replace('+', '/')
    if (!packages.some((each) => each.name === name)) return []
    return [
      {
        rule: 'lambda/patch-not-applied',
        category: 'build',
        severity: 'warning',
        message: `patches/${file} is not applied to ${name}, since install scripts such as that of patch-package are not run`,
        fix: `bundle ${name}, as it is installed in the project, or publish what is patched as a package of its own`,
      },
    ]
  })
}
