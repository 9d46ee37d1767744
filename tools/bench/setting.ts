/** Where and when figures were taken: without it they say nothing. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { arch, cpus, loadavg, platform } from 'node:os'
import { python } from './python.ts'

/** The circumstances of a run. */
export interface Setting {
  /** Day, UTC. */
  readonly date: string
  readonly commit: string
  readonly machine: string
  readonly versions: readonly string[]
}

/** Reads date, commit, machine and versions. */
export function readSetting(): Setting {
  const snake = execFileSync(python(), ['-c', 'import platform; print(platform.python_version())'], {
    encoding: 'utf8',
  })
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: readCommit(),
    machine: `${cpus().length} cores, ${platform()} ${arch()}`,
    versions: [`Node ${process.versions.node}`, `Python ${snake.trim()}`],
  }
}

/** The version of the local cloud. */
export function emulatorVersion(): string {
  const requirements = new URL('../../packages/local-cloud/data/requirements.txt', import.meta.url)
  return /^ministack(?:\[\w+\])?==([\w.]+)/m.exec(readFileSync(requirements, 'utf8'))?.[1] ?? 'of unknown version'
}

/** Load of the last minute. */
export function load(): string {
  return (loadavg()[0] ?? Number.NaN).toFixed(2)
}

/** A copy without its history has none. */
function readCommit(): string {
  const stdio = ['ignore', 'pipe', 'ignore'] as ('ignore' | 'pipe')[]
  try {
    const cwd = new URL('../..', import.meta.url)
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', cwd, stdio }).trim()
  } catch {
    return 'unknown'
  }
}
