import type { Place } from '@project-utils/contract'
import { loadExports } from '../node/load.ts'
import type { Check } from './checks.ts'
import type { FunctionJob } from './job.ts'

/** What is known about the names a built file exports without running it; `complete`: there are no others. */
export interface KnownExports {
  /** Path of the file inside the artifact, such as `api.js`. */
  readonly file: string
  readonly names: readonly string[]
  readonly complete: boolean
}

/**
 * Proves that the built file exports what the template names as handler: from the bundle where that is certain, else by
 * loading the file in a process of its own. Where neither can tell, a finding says so.
 */
export const checkHandler: Check = async (job, { files, exports: known }, _options, signal) => {
  const right = { problems: [], findings: [] }
  if (job.type !== 'function' || known === undefined) return right
  const { handler, settings, id } = job
  const wanted = handler.exported
  if (known.names.includes(wanted)) return right
  const entry = String(settings['entry'] ?? known.file)
  const where: Place = { resource: id, file: entry }
  const isComplete = known.complete && (wanted !== 'default' || known.file.endsWith('.mjs'))
  const loaded = isComplete ? { names: known.names } : await loadExports(files, known.file, signal)
  if (loaded.names?.includes(wanted) === true) return right
  const claim = `${id}: the template's handler "${handler.text}" wants an export "${wanted}"`
  if (loaded.names === undefined) {
    const message = `${claim}; whether ${known.file} has it cannot be told: ${loaded.reason}`
    const fix = `write \`export const ${wanted} = …\` in ${entry}, so that it can be told without running it`
    const finding = {
      rule: 'lambda/handler-unproven',
      category: 'build',
      severity: 'warning',
      message,
      fix,
      where,
    } as const
    return { problems: [], findings: [finding] }
  }
  const has = loaded.names.length === 0 ? 'exports nothing' : `exports ${loaded.names.join(', ')}`
  const problem = {
    code: 'LAMBDA_HANDLER_MISSING',
    message: `${claim}; ${known.file}, built from ${entry}, ${has}`,
    hint: `export ${wanted} from ${entry}, or set Handler in the template to ${suggest(job, loaded.names)}`,
    where,
  } as const
  return { problems: [problem], findings: [] }
}

function suggest({ handler }: FunctionJob, names: readonly string[]): string {
  const name = ['handler', 'main', 'default'].find((each) => names.includes(each)) ?? names[0]
  return name === undefined ? 'an export that is there' : `${handler.file}.${name}`
}
