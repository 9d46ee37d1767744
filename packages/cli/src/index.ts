export { childEnvironment } from './child-environment.ts'
export type { CiApprover } from './ci-approval.ts'
export { errors } from './errors.ts'
export type { CommonFlag } from './flags.ts'
export { actFlags, commonFlags, outputFlags, projectFlags, questionFlags } from './flags.ts'
export type { EndingSignal, Host, HostInput, HostOutput } from './host.ts'
export { processHost } from './host.ts'
export { main } from './main.ts'
export type { OpenedProject, Target, Targeted } from './opening.ts'
export {
  approveInCi,
  confirmDecision,
  holderCheck,
  localOptions,
  openProject,
  openTarget,
  readHolder,
} from './opening.ts'
export type {
  Argument,
  Command,
  CommandModule,
  Example,
  Flag,
  Flags,
  FlagValues,
  Form,
  Invocation,
  OutputForm,
  Paint,
  Program,
  Reporter,
} from './program.ts'
export { flagValues, selectionOf } from './selection.ts'
