export type { Approval, ApprovalProof, Decision } from './approval.ts'
export { approve, mayPass } from './approval.ts'
export type { ErrorCode, Problem } from './error.ts'
export { isProjectError, ProjectError, problemsOf } from './error.ts'
export { commonCode, errorOver } from './error-over.ts'
export { errors } from './errors.ts'
export type {
  Emit,
  Event,
  FactEntry,
  FactNotice,
  FactTable,
  FindingNotice,
  HelloNotice,
  Notice,
  Outcome,
  ResultNotice,
  RowNotice,
  Stamp,
  StepNotice,
  WarningNotice,
} from './event.ts'
export type { ErrorEntry, ErrorTable } from './exit-code.ts'
export { ExitCode } from './exit-code.ts'
export type { Finding, Severity } from './finding.ts'
export type { CodeSha256, Manifest, ManifestEntry, Sha256 } from './hash.ts'
export type { Json } from './json.ts'
export { canonicalJson } from './json.ts'
export type { NameParts } from './names.ts'
export { nameLimits, resourceName } from './names.ts'
export { orderSteps } from './order.ts'
export type { Place } from './place.ts'
export { formatPlace } from './place.ts'
export type {
  Action,
  Change,
  Draft,
  Later,
  Plan,
  Prepared,
  Refusal,
  Risk,
  RiskKind,
  Step,
  Undo,
} from './plan.ts'
export { isLater, openRisks } from './plan.ts'
export type { AuditEntry, AuditPort, EventLogPort, HeldLock, Holder, LockPort, Ports } from './ports.ts'
export type {
  CurrentRelease,
  Release,
  ReleasedFunction,
  ReleasedLayer,
  ReleasedSite,
  ReleasedStack,
  ReleaseOutcome,
} from './release.ts'
export type { Envelope, Next } from './result.ts'
export type { Scope, Tier } from './scope.ts'
export { sortScopes, targetId } from './scope.ts'
export type { Act, Answer, Context, Ending, Purpose, Question, StepResult, Undoing, Undone } from './shapes.ts'
