export { ask } from './ask.ts'
export type { Command, CommandEnd } from './command.ts'
export { runCommand } from './command.ts'
export { errors } from './errors.ts'
export { facts } from './facts.ts'
export { fingerprint } from './fingerprint.ts'
export { hashJson, sha256 } from './hash.ts'
export type { Masker } from './masker.ts'
export { createMasker } from './masker.ts'
export type { ActOptions, RunOptions } from './options.ts'
export { exitCodeOf } from './outcome.ts'
export { perform } from './perform.ts'
export type { Mask, PlanFile, PlanFileKind, Saving } from './plan-file.ts'
export {
  assumptionsMoved,
  checkPlanFile,
  planDays,
  planFileOf,
  planFileRefusals,
  readPlanFile,
  sealPlanFile,
  writePlanFile,
} from './plan-file.ts'
export { newRunId } from './run-id.ts'
export { timed } from './timed.ts'
