import { isKnownMap } from '../unknown.ts'
import type { TemplatePath } from '../value.ts'
import type { Rule } from './rule.ts'
import { scheduleRefusal } from './schedules.ts'
import { below, sitesOf, textOf } from './site.ts'

/** Schedules that EventBridge refuses. */
export const scheduleExpression: Rule = {
  id: 'template/schedule-expression',
  category: 'correctness',
  severity: 'error',
  summary: 'A schedule is rate(…), cron(…) with six fields, or at(…) where that is taken.',
  source:
    'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html',
  *check(input) {
    for (const { type, properties, at } of sitesOf(input)) {
      const uses: (readonly [path: TemplatePath, takesAt: boolean])[] = []
      if (type === 'AWS::Events::Rule') uses.push([['ScheduleExpression'], false])
      if (type === 'AWS::Scheduler::Schedule') uses.push([['ScheduleExpression'], true])
      if (type === 'AWS::Serverless::Function' || type === 'AWS::Serverless::StateMachine') {
        const events = properties['Events']
        for (const [name, event] of Object.entries(isKnownMap(events) ? events : {})) {
          const kind = textOf(below(event, 'Type'))
          if (kind === 'Schedule') uses.push([['Events', name, 'Properties', 'Schedule'], false])
          if (kind === 'ScheduleV2') uses.push([['Events', name, 'Properties', 'ScheduleExpression'], true])
        }
      }
      for (const [path, takesAt] of uses) {
        const text = textOf(below(properties, ...path))
        const refusal = text === undefined || text === '' ? undefined : scheduleRefusal(text, takesAt)
        if (refusal === undefined) continue
        yield {
          path: at(...path),
          message: `"${text}" is refused: ${refusal}`,
          fix: 'write it like rate(5 minutes) or cron(0 6 * * ? *)',
        }
      }
    }
  },
}
