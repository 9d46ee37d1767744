import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Invocation, openProject } from '@project-utils/cli'
import { type Answer, type Context, type Envelope, type ErrorTable, ProjectError } from '@project-utils/contract'
import { ask } from '@project-utils/run'
import { readSource } from '../record/read-source.ts'
import { recordSuite } from '../record/record-suite.ts'
import { type Recording, webAddress } from '../record/recorded.ts'
import { suiteText } from '../record/suite-text.ts'
import { writeReport } from '../reports/write-file.ts'
import { errorTables } from './error-tables.ts'
import { openSuitesOf } from './open-suites.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-test record`: a suite of what was recorded. Nothing is sent. */
export async function run(invocation: Invocation): Promise<Envelope> {
  for (const table of errorTables) invocation.know(table)
  const { flags, cwd } = invocation
  const out = typeof flags['out'] === 'string' ? resolve(cwd, flags['out']) : undefined
  if (out !== undefined && existsSync(out) && flags['overwrite'] !== true) {
    throw new ProjectError('SMOKE_RECORD_HOW', `${out} is there already`, {
      hint: 'name another file, or add --overwrite',
    })
  }
  const name = typeof flags['name'] === 'string' ? flags['name'] : 'recorded'
  const limit = readLimit(flags['limit'])
  const recording = await readRecording(invocation)
  const question = {
    command: 'test record',
    scopes: [],
    ask: async (context: Context): Promise<Answer> => {
      const outputs = await readOutputs(invocation, context)
      const suite = recordSuite({ recording, name, limit, writes: flags['writes'] === true, outputs })
      if (suite.steps.length === 0) {
        const left = suite.leftOut.length === 0 ? '' : `; left out: ${suite.leftOut.join(', ')}`
        throw new ProjectError('SMOKE_RECORDING_INVALID', `nothing was recorded that a suite could ask${left}`, {
          hint: 'record requests that read, or add --writes',
        })
      }
      const yaml = suiteText(suite)
      const counts = { steps: suite.steps.length, secrets: suite.secrets, leftOut: suite.leftOut }
      if (out === undefined) return { data: { yaml, ...counts } }
      await writeReport(out, yaml, '--out')
      return { data: { file: out, ...counts } }
    },
  }
  return await ask(question, invocation.options(errorTables))
}

async function readRecording({ flags, arguments: files, cwd }: Invocation): Promise<Recording> {
  const { curl, base: writtenBase } = flags
  const base = typeof writtenBase === 'string' ? webAddress(writtenBase) : undefined
  if (writtenBase !== undefined && base === undefined) {
    throw new ProjectError('SMOKE_RECORD_HOW', `--base ${String(writtenBase)} is no web address`, {
      hint: 'such as --base https://api.example.com',
    })
  }
  if ((typeof curl === 'string') === files.length > 0) {
    throw new ProjectError('SMOKE_RECORD_HOW', 'name files, or give one command by --curl', {
      hint: 'project-test record page.har',
    })
  }
  const sources =
    typeof curl === 'string'
      ? [readSource(Buffer.from(curl), '--curl', base)]
      : await Promise.all(files.map(async (file) => readSource(await readBytes(resolve(cwd, file), file), file, base)))
  const hosts = Array.isArray(flags['host']) ? (flags['host'] as readonly string[]) : undefined
  const all = sources.flatMap(({ requests }) => requests)
  const requests =
    hosts === undefined ? all : all.filter(({ url }) => hosts.includes(url.host) || hosts.includes(url.hostname))
  const others = all.length - requests.length
  const leftOut = sources.flatMap((source) => source.leftOut)
  return { requests, leftOut: others === 0 ? leftOut : [...leftOut, `${others} to other hosts`] }
}

/** Asked for only where an environment is named: then addresses become references to what its stacks put out. */
async function readOutputs(invocation: Invocation, context: Context): Promise<Readonly<Record<string, string>>> {
  const { env, target } = invocation.flags
  if (env === undefined && target === undefined) return {}
  const { project, findings } = await openProject(invocation)
  const { look } = await openSuitesOf(invocation, project, findings)
  const looks = await look(context)
  return Object.fromEntries(
    looks.flatMap(({ key, outputs }) =>
      Object.entries(outputs).map(([output, value]) => [`outputs.${key}.${output}`, value]),
    ),
  )
}

async function readBytes(path: string, file: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ProjectError('SMOKE_RECORDING_INVALID', `${file} cannot be read: ${reason}`, {
      cause,
      where: { file },
      hint: 'record from a HAR file, a curl command or access logs',
    })
  }
}

function readLimit(value: Invocation['flags'][string]): number {
  const limit = value === undefined ? 20 : Number(value)
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return limit
  throw new ProjectError('SMOKE_RECORD_HOW', `--limit ${String(value)} is no number of steps`, {
    hint: 'from 1 to 1000',
  })
}
