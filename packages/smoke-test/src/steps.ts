import type { StepKind } from './step-kind.ts'
import { httpStep } from './steps/http.ts'
import { lambdaStep } from './steps/lambda.ts'

/** Every kind of step, by the word that the project uses for it. */
export const stepKinds: Readonly<Record<string, StepKind>> = {
  http: httpStep,
  lambda: lambdaStep,
}
