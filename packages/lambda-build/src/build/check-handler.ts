import type { Finding, Place, Problem } from '@project-utils/contract'
import type { ArtifactFile } from '../artifact/artifact-file.ts'
import type { Bundle } from '../node/bundle.ts'
import { readExports } from '../node/exports.ts'
import { loadExports } from '../node/load.ts'
import type { Job } from './job.ts'

/** A handler that is not there, one of which nobody can tell, or nothing to say. */
export interface HandlerCheck {
  readonly problem?: Problem
  readonly finding?: Finding
}

/**
 * Proves that the built file exports what the template names as handler: from the bundle where that is certain, else by
 * loading the file in a process of its own. Where neither can tell, a finding says so.
 */
export async function checkHandler(
  job: Job,
  bundle: Bundle,
  files: readonly ArtifactFile[],
  signal: AbortSignal,
): Promise<HandlerCheck> {
  const wanted = job.handler.exported
  const known = readExports(bundle, job.output)
  if (known.names.includes(wanted)) return {}
  const where: Place = { resource: job.function.logicalId, file: job.settings.entry }
  const isComplete = known.complete && (wanted !== 'default' || job.output.endsWith('.mjs'))
  const loaded = isComplete ? { names: known.names } : await loadExports(files, job.output, signal)
  if (loaded.names?.includes(wanted) === true) return {}
  const claim = `${job.function.logicalId}: the template's handler "${job.handler.text}" wants an export "${wanted}"`
  if (loaded.names === undefined) {
    const message = `${claim}; whether ${job.output} has it cannot be told: ${loaded.reason}`
    const fix = `write \`export const ${wanted} = …\` in ${job.settings.entry}, so that it can be told without running it`
    return { finding: { rule: 'lambda/handler-unproven', category: 'build', severity: 'warning', message, fix, where } }
  }
  const has = loaded.names.length === 0 ? 'exports nothing' : `exports ${loaded.names.join(', ')}`
  return {
    problem: {
      code: 'LAMBDA_HANDLER_MISSING',
      message: `${claim}; ${job.output}, built from ${job.settings.entry}, ${has}`,
      hint: `export ${wanted} from ${job.settings.entry}, or set Handler in the template to ${suggest(job, loaded.names)}`,
      where,
    },
  }
}

function suggest(job: Job, names: readonly string[]): string {
  const name = ['handler', 'main', 'default'].find((each) => names.includes(each)) ?? names[0]
  return name === undefined ? 'an export that is there' : `${job.handler.file}.${name}`
}
