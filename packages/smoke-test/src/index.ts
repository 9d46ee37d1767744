export type { Capture } from './capture/capture.ts'
export { readCaptures } from './capture/capture.ts'
export type { Captured } from './capture/captured.ts'
export { fillCaptured } from './capture/captured.ts'
export type { Taken } from './capture/take.ts'
export { takeCaptures } from './capture/take.ts'
export { errors } from './errors.ts'
export { compareShape } from './expect/compare-shape.ts'
export type { Shape } from './expect/shape.ts'
export { parseShape } from './expect/shape.ts'
export { facts } from './facts.ts'
export type { HealthChange } from './health/changes.ts'
export { healthChanges } from './health/changes.ts'
export { healthFindings } from './health/findings.ts'
export type { Health, HealthArea, HealthReason, HealthThing, HealthVerdict } from './health/health.ts'
export type { JudgeOptions } from './health/judge.ts'
export { judgeHealth } from './health/judge.ts'
export type { HealthLimits } from './health/limits.ts'
export { healthLimits, limitsOf } from './health/limits.ts'
export { formatHealthPage } from './health/page.ts'
export type { HealthFacts, HealthInput } from './health/read.ts'
export { readHealth } from './health/read.ts'
export type { HealthResource } from './health/resources.ts'
export type { HealthWatch } from './health/watch.ts'
export { watchHealth } from './health/watch.ts'
export type { ApiRequest } from './http/api-event.ts'
export { toApiEvent } from './http/api-event.ts'
export { permissions } from './permissions.ts'
export type { Report } from './report.ts'
export { runSuite, runSuites } from './run-suite.ts'
export type {
  Answer,
  Attempt,
  Exchange,
  ExchangeSide,
  NamedResource,
  PreparedStep,
  Shared,
  StepKind,
  StepWorld,
  Writes,
} from './step-kind.ts'
export { stepKinds } from './steps.ts'
export type { SuiteInput, SuiteParts } from './suite/input.ts'
export type { JudgedSuite } from './suite/judge.ts'
export { judgeSuite } from './suite/judge.ts'
export type { SuiteResult, SuiteStepResult } from './suite/result.ts'
export { validateSuite } from './validate.ts'
