import type { Scope } from '@project-utils/contract'
import type { Project, StackSettings } from '@project-utils/project'
import type { Template } from '@project-utils/template'
import { type OtherStack, otherStack, resolveIn, type ValidationSetting } from '@project-utils/template/validate'
import { fillParameters } from '../execute/wanted.ts'
import { includeReader } from '../state/include-reader.ts'

/** What stacks are validated for. */
export interface StacksToValidate {
  readonly project: Project
  readonly scope: Scope
  /** Those to look at. */
  readonly stacks: readonly StackSettings[]
  /** By stack key; those of the project's other stacks as well, for exports and imports. */
  readonly templates: Readonly<Record<string, Template>>
  /** The day, as `2026-11-30`. */
  readonly today: string
  /** Bytes of the template that is sent, by stack key; default: not judged. */
  readonly bytes?: Readonly<Record<string, number>>
}

/** What is known of the place each stack goes to, by stack key. Pure. */
export function stackSettings(input: StacksToValidate): Readonly<Record<string, ValidationSetting>> {
  const { project, templates } = input
  const all = Object.values(project.stacks).filter(({ key }) => templates[key] !== undefined)
  const alone = Object.fromEntries(all.map((stack) => [stack.key, settingOf(stack, input)]))
  const seen = new Map<string, OtherStack>()
  for (const { key, name } of all) {
    const [template, setting] = [templates[key], alone[key]]
    if (template !== undefined && setting !== undefined) {
      seen.set(key, otherStack(name, resolveIn(template, setting)))
    }
  }
  // Of a stack whose template cannot be read nobody knows what it exports.
  const isWhole = all.length === Object.keys(project.stacks).length
  return Object.fromEntries(
    Object.entries(alone).map(([key, setting]) => {
      const others = [...seen].flatMap(([other, stack]) => (other === key ? [] : [stack]))
      return [key, isWhole ? { ...setting, others } : setting]
    }),
  )
}

function settingOf(stack: StackSettings, { project, scope, today, bytes }: StacksToValidate): ValidationSetting {
  const { parameters, open } = fillParameters(stack, { states: {}, references: new Map() })
  const size = bytes?.[stack.key]
  return {
    project: project.name,
    environment: project.environment,
    tier: project.tier,
    region: scope.region,
    account: scope.account,
    stackName: stack.name,
    readFile: includeReader(stack.template),
    given: parameters,
    pending: open,
    stackTags: Object.keys({ ...project.tags, ...stack.tags }),
    runtimes: project.build.runtimes,
    today,
    ...(size === undefined ? {} : { bytes: size }),
  }
}
