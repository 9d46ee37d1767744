import { readFileSync, readlinkSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import type { Holder } from '@project-utils/contract'
import { isCi } from './terminal.ts'

type Environment = Readonly<Record<string, string | undefined>>

interface Who {
  readonly environment: Environment
  readonly run: string
  readonly title: string
}

/** The facts by which a lock names its holder. */
export function holderOf({ environment, run, title }: Who): Holder {
  const link = linkOf(environment)
  const branch = branchOf(environment)
  const boot = readBoot()
  const processStart = readProcessStart(process.pid)
  return {
    run,
    actor: actorOf(environment),
    command: title,
    host: hostname(),
    pid: process.pid,
    ...(link === undefined ? {} : { link }),
    ...(branch === undefined ? {} : { branch }),
    ...(boot === undefined ? {} : { boot }),
    ...(processStart === undefined ? {} : { processStart }),
  }
}

/** Who acts: the actor of the CI run, else the user of this machine. */
export function actorOf(environment: Environment): string {
  const actor = environment['GITHUB_ACTOR']
  if (isCi(environment) && actor !== undefined && actor !== '') return actor
  return `${userName(environment)}@${hostname()}`
}

/**
 * Tells whether a holder's process lives. Only a holder of this very boot and process namespace can be judged; one
 * without that knowledge (outside Linux) is judged by host name, and only to be alive.
 */
export function lives(holder: Holder): boolean | 'unknown' {
  const boot = readBoot()
  if (holder.boot !== boot || (boot === undefined && holder.host !== hostname())) return 'unknown'
  if (!isRunning(holder.pid)) return false
  if (holder.processStart === undefined) return 'unknown'
  return readProcessStart(holder.pid) === holder.processStart
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function linkOf(environment: Environment): string | undefined {
  const [repository, run] = [environment['GITHUB_REPOSITORY'], environment['GITHUB_RUN_ID']]
  if (repository === undefined || run === undefined) return undefined
  return `${environment['GITHUB_SERVER_URL'] ?? 'https://github.com'}/${repository}/actions/runs/${run}`
}

/** The branch that a GitHub run is about: of a pull request the one it comes from. A tag is no branch. */
function branchOf(environment: Environment): string | undefined {
  if (!isCi(environment)) return undefined
  const branch = environment['GITHUB_HEAD_REF'] || branchRef(environment)
  return branch === '' ? undefined : branch
}

function branchRef(environment: Environment): string | undefined {
  return environment['GITHUB_REF_TYPE'] === 'branch' ? environment['GITHUB_REF_NAME'] : undefined
}

function userName(environment: Environment): string {
  try {
    return userInfo().username
  } catch {
    // A user id without an entry, as in many containers.
    return environment['USER'] || 'unknown'
  }
}

/** Boot and process namespace: in a container both the boot id and the pids of the machine may be met again. */
function readBoot(): string | undefined {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return undefined
  }
}

/** Field 22 of `/proc/<pid>/stat`: clock ticks from boot to start. The name before it may hold spaces and brackets. */
function readProcessStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
