import type { Finding, Problem } from '@project-utils/contract'
import { checkEmpty } from './check-empty.ts'
import { checkHandler } from './check-handler.ts'
import { checkNative } from './check-native.ts'
import { checkSecrets } from './check-secrets.ts'
import { checkSize } from './check-size.ts'
import type { Job } from './job.ts'
import type { Made, MakeOptions } from './maker.ts'

/** What a check found: problems refuse the artifact, findings are told. */
export interface Checked {
  readonly problems: readonly Problem[]
  readonly findings: readonly Finding[]
}

/** One look at an artifact before it is packed. */
export type Check = (job: Job, made: Made, options: MakeOptions, signal: AbortSignal) => Checked | Promise<Checked>

/** In this order; an artifact that one refuses is not shown to the next, dearer one. */
export const checks: readonly Check[] = [checkEmpty, checkSize, checkSecrets, checkNative, checkHandler]
