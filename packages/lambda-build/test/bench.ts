import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import type { Envelope } from '@project-utils/contract'
import { packedBin } from '../../../tools/packed.ts'
import { openTiny, type TinyOptions, type TinyProject } from '../../../tools/tiny-project.ts'

/** A copy of the tiny project for the packed `project-lambda`, which the packed `project-deploy` can deploy. */
export interface Bench extends TinyProject {
  /** Runs `project-deploy` with `--json`. */
  deploy(...args: readonly string[]): Promise<Envelope>
  /** Writes what the function greets with; each text is code of its own. */
  greet(text: string): Promise<void>
}

/** Opens the copy. */
export async function openBench(options: TinyOptions): Promise<Bench> {
  const tiny = await openTiny({ ...options, bin: packedBin('project-lambda') })
  return {
    ...tiny,
    greet: (words) =>
      tiny.edit('function/hello.js', (code) => code.replace(/greeting = '.*'/, `greeting = '${words}'`)),
    deploy: async (...args) => {
      const given = [packedBin('project-deploy'), ...args, ...(args.includes('--env') ? [] : ['--env', 'local'])]
      const child = spawn(process.execPath, [...given, '--json'], {
        cwd: tiny.folder,
        env: tiny.environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
      try {
        return JSON.parse(stdout)
      } catch {
        throw new Error(`no JSON: ${stdout}\n${stderr}`)
      }
    },
  }
}

/** The one row of data that is a list of rows, or has one under a key. */
export function rowOf(envelope: Envelope, key?: string): Readonly<Record<string, unknown>> {
  const data = envelope.data as unknown as Readonly<Record<string, unknown>> | readonly unknown[]
  const list = (key === undefined ? data : (data as Readonly<Record<string, unknown>>)[key]) as readonly unknown[]
  if (list?.length !== 1) throw new Error(`not one row: ${JSON.stringify(envelope)}`)
  return list[0] as Readonly<Record<string, unknown>>
}
