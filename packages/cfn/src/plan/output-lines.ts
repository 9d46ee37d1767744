import { type Change, canonicalJson } from '@project-utils/contract'
import type { ResolvedTemplate } from '@project-utils/template'
import { spelledOutputs } from '../risks/spelled.ts'

/** What becomes of a stack's outputs, as lines of a plan about the stack itself: no change set tells of them. */
export function outputLines(before: ResolvedTemplate, after: ResolvedTemplate, stack: string): readonly Change[] {
  const [was, is] = [spelledOutputs(before), spelledOutputs(after)]
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].toSorted().flatMap((name): readonly Change[] => {
    if (canonicalJson(was[name]) === canonicalJson(is[name])) return []
    return [
      {
        ...{ subject: stack, action: 'modify', type: 'AWS::CloudFormation::Stack', path: `Outputs.${name}` },
        ...(was[name] === undefined ? {} : { before: was[name] }),
        ...(is[name] === undefined ? {} : { after: is[name] }),
      },
    ]
  })
}
