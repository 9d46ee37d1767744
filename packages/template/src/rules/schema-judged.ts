import { judgementsOf } from '../schema/judge.ts'
import type { Rule } from './rule.ts'
import { referencePage } from './sources.ts'

/** A rule that tells a part of what the published schemas say of all resources. */
export function judged(id: Rule['id'], summary: string, severity: Rule['severity'] = 'error'): Rule {
  return {
    id,
    category: 'correctness',
    severity,
    summary,
    source: `${referencePage('aws-template-resource-type-ref')} https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html`,
    check: (input) => judgementsOf(id, input),
  }
}
