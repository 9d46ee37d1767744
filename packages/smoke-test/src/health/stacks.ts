import type { HealthReason, HealthThing } from './health.ts'
import { type JudgeWorld, judgedThing } from './judge-thing.ts'

/** What is seen of a stack. */
export interface StackFacts {
  readonly name: string
  readonly isThere: boolean
  /** As CloudFormation says it, such as `UPDATE_COMPLETE`; absent where nobody asked. */
  readonly status?: string
}

/** Ends of an operation after which all that the stack names is there; after a rollback it is what was there before. */
const whole = /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/

/**
 * Judges stacks: whether they are there, and in a state in which what they name can be. How they came to it, and what leads
 * out of it, is told by `project-cfn status`.
 */
export function judgeStacks(stacks: readonly StackFacts[], { selection }: JudgeWorld): readonly HealthThing[] {
  return stacks.map(({ name, isThere, status }) => {
    const judge = (told: string, reasons: readonly HealthReason[]): HealthThing =>
      judgedThing('stacks', { name, unseen: [] }, told, reasons)
    if (!isThere) {
      const message = `stack ${name} is not deployed, so nothing of it can work`
      const fix = `project-deploy ${selection}`
      return judge('is not deployed', [{ rule: 'health/stack-absent', level: 'red', message, fix }])
    }
    if (status === undefined || whole.test(status)) return judge(status ?? 'is there', [])
    const isGoingOn = /^(UPDATE|IMPORT)_.*IN_PROGRESS$/.test(status)
    const meaning = isGoingOn ? 'it is being changed' : 'what it names may be missing or half changed'
    const level = isGoingOn ? 'yellow' : 'red'
    const message = `stack ${name} is in ${status}: ${meaning}`
    return judge(status, [{ rule: 'health/stack-status', level, message, fix: `project-cfn status ${selection}` }])
  })
}
