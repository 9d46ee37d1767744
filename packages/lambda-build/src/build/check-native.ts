import type { Finding, Problem } from '@project-utils/contract'
import { weightName } from '../artifact/size.ts'
import { describeMachine } from '../native/fit.ts'
import { type Judged, judge, type WrongBinary } from '../native/judge.ts'
import type { Check } from './checks.ts'
import type { Job } from './job.ts'

/**
 * Proves of every `.node`, shared library and program in an artifact that the function's machine can run it: system,
 * processor, C library, and the newest glibc that it asks for. Files for other machines beside one that fits are let be.
 */
export const checkNative: Check = (job, { files }) => {
  const groups = Map.groupBy(files, ({ path }) => groupOf(path))
  const judged = [...groups].map(([name, group]): readonly [string, Judged] => [
    name,
    judge(group, job.machine, job.kind === 'python' ? 'none' : name === '' ? 'same name' : 'any'),
  ])
  return {
    problems: judged.flatMap(([name, { wrong }]) => wrong.map((each) => mismatch(job, each, name))),
    findings: judged.flatMap(([name, { foreign }]) => foreign.map((each) => useless(job, each, name))),
  }
}

function mismatch(job: Job, { file, why }: WrongBinary, name: string): Problem {
  const machine = describeMachine(job.machine)
  return {
    code: 'LAMBDA_NATIVE_MISMATCH',
    message: `${job.id}: ${file.path}${name === '' ? '' : `, of package ${name},`} ${why}, and the ${job.type} runs on ${machine}`,
    hint:
      name === ''
        ? `put in its place what was built for ${machine}, or leave it out with exclude: [${JSON.stringify(file.path)}]`
        : `use a version of ${name} that brings machine code for ${machine}, or a container image`,
  }
}

function useless(job: Job, { file, why }: WrongBinary, name: string): Finding {
  return {
    rule: 'lambda/foreign-binary',
    category: 'build',
    severity: 'warning',
    message: `${job.id}: ${file.path}${name === '' ? '' : `, of package ${name},`} ${why} and cannot run on ${describeMachine(job.machine)}`,
    where: job.where,
    fix: `leave it out: exclude: [${JSON.stringify(file.path)}]`,
  }
}

/** The npm package that a file belongs to; empty for all others. */
function groupOf(path: string): string {
  const name = weightName(path)
  return name === path ? '' : name
}
