import type { Rule } from './rule.ts'
import { referencePage } from './sources.ts'

/** Parts of a template that are known only once its transforms have run, and includes that cannot be read. */
export const unseenPart: Rule = {
  id: 'template/unseen-part',
  category: 'correctness',
  severity: 'error',
  summary: 'What transforms, loops, includes and modules bring is known, or it is said that it is not.',
  source: `${referencePage('transform-reference')} ${referencePage('intrinsic-function-reference-foreach')}`,
  *check({ resolved }) {
    for (const { severity, message, path } of resolved.notes) {
      const fix =
        severity === 'error' ? 'correct the loop, or the location of the include' : 'nothing: rules are silent there'
      yield { path, message, fix, severity }
    }
  },
}
