import { relative } from 'node:path'
import { type Lock, unusable } from './lock.ts'

/** What a lock file holds. */
export interface Locked {
  /** Every package as `name@version`. */
  readonly packages: ReadonlySet<string>
  /** The folders of the workspace, and those linked from it, relative to the lock's; the lock's own is `.`. */
  readonly members: readonly string[]
}

/** Reads the packages and the workspace's folders of a lock; Yarn 1 writes no folders.
 *
 * @throws ProjectError `LAMBDA_LOCK_UNUSABLE` where it cannot be read
 */
export function readLocked(lock: Lock): Locked {
  if (/^(<{7}|>{7}) /m.test(lock.text))
    throw unusable(`${lock.file} holds the marks of a merge that was not finished`, 'settle the merge, then install')
  const found = { npm: npmLock, pnpm: pnpmLock, yarn: yarnLock, berry: berryLock }[lock.manager](lock)
  return { ...found, members: [...new Set(['.', ...found.members])] }
}

interface NpmEntry {
  readonly name?: string
  readonly version?: string
  readonly link?: boolean
  readonly dependencies?: Readonly<Record<string, NpmEntry>>
}

function npmLock({ text, file }: Lock): Locked {
  const { packages, dependencies = {} } = parseNpm(text, file)
  const all = new Set<string>()
  if (packages === undefined) {
    // npm 6 and older: nested as in node_modules.
    const walk = (entries: Readonly<Record<string, NpmEntry>>): void => {
      for (const [name, entry] of Object.entries(entries)) {
        all.add(`${name}@${entry.version}`)
        walk(entry.dependencies ?? {})
      }
    }
    walk(dependencies)
    return { packages: all, members: [] }
  }
  const members: string[] = []
  for (const [path, entry] of Object.entries(packages)) {
    const at = path.lastIndexOf('node_modules/')
    if (at < 0) members.push(path === '' ? '.' : path)
    else if (entry.link !== true) all.add(`${entry.name ?? path.slice(at + 'node_modules/'.length)}@${entry.version}`)
  }
  return { packages: all, members }
}

function parseNpm(
  text: string,
  file: string,
): {
  readonly packages?: Readonly<Record<string, NpmEntry>>
  readonly dependencies?: Readonly<Record<string, NpmEntry>>
} {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw unusable(`${file} is no JSON`, 'npm install, to write it anew', cause)
  }
}

/** Lock file versions 5 (`/name/1.0.0`), 6 (`/name@1.0.0`) and 9 (`name@1.0.0`), each with its peers behind it. */
function pnpmLock({ text, file }: Lock): Locked {
  if (!/^lockfileVersion:/m.test(text))
    throw unusable(`${file} has no lockfileVersion`, 'pnpm install, to write it anew')
  const keys = (section: string): readonly string[] => {
    const [, body = ''] = new RegExp(`^${section}:\\s*\\n((?:(?: .*)?\\n)*)`, 'm').exec(`${text}\n`) ?? []
    return [...body.matchAll(/^ {2}(?! )(.+?):(?:\s.*)?$/gm)].map(([, key = '']) => key.replace(/^'(.*)'$/, '$1'))
  }
  const packages = keys('packages').map((key) => {
    const [, name, version] = /^\/?((?:@[^/@]+\/)?[^/@]+)[@/]([^(_]+)/.exec(key) ?? []
    return `${name}@${version}`
  })
  return { packages: new Set(packages), members: keys('importers') }
}

function yarnLock({ text, file }: Lock): Locked {
  if (text.trim() !== '' && !/^# yarn lockfile v1|^"?[^\s#].*:$/m.test(text))
    throw unusable(`${file} is no lock file of Yarn`, 'yarn install, to write it anew')
  const packages = [...text.matchAll(/^"?((?:@[^/\n"]+\/)?[^@\n"]+)@(.*):\n {2}version "([^"]+)"/gm)].map(
    ([, name, range = '', version]) => `${/^npm:((?:@[^/@]+\/)?[^@]+)@/.exec(range)?.[1] ?? name}@${version}`,
  )
  return { packages: new Set(packages), members: [] }
}

function berryLock({ text }: Lock): Locked {
  const packages = [...text.matchAll(/^ {2}version: (.+)\n {2}resolution: "((?:@[^/\n"]+\/)?[^@\n"]+)@(.*)"/gm)]
  const members = packages.flatMap(([, , , range = '']) => /^workspace:(.+)/.exec(range)?.[1] ?? [])
  return { packages: new Set(packages.map(([, version, name]) => `${name}@${version}`)), members }
}

/** A path as it is told to people: relative to the lock's folder. */
export function besideLock(lock: Lock, path: string): string {
  return relative(lock.folder, path) || '.'
}
