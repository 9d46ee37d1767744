import type { Finding, Problem, Scope } from '@project-utils/contract'
import type { Project } from '@project-utils/project'
import type { Template } from '@project-utils/template'
import { neededCapabilities, resolveIn, unusedSuppression } from '@project-utils/template/validate'
import { type Look, mergeFindings } from './merge-findings.ts'
import { type OpenedTemplate, templateOpener } from './open-templates.ts'
import { stackSettings } from './stack-setting.ts'
import { validateStacks } from './validate-stacks.ts'

/** What was looked at, and what was found in it. */
export interface Validated {
  /** One row a template, as it is told. */
  readonly rows: readonly TemplateRow[]
  readonly findings: readonly Finding[]
  readonly problems: readonly Problem[]
}

/** One template of the answer. */
type TemplateRow = {
  readonly template: string
  readonly stacks: string
  readonly environments: string
  readonly errors: number
  readonly warnings: number
  readonly infos: number
  /** What CloudFormation asks to be allowed, as it names it. */
  readonly capabilities: string
}

/** Validates the stacks of a project in the targets that are given: each is one environment in one region. */
export function validateProject(targets: readonly Project[], cwd: string, today: string): Validated {
  const open = templateOpener(cwd)
  const files = new Map<
    string,
    {
      readonly opened: OpenedTemplate
      readonly stacks: Set<string>
      readonly looks: Look[]
      readonly capabilities: Set<string>
    }
  >()
  for (const project of targets) {
    const [scope] = project.scopes
    const stacks = Object.values(project.stacks)
    const opened = new Map(stacks.map(({ key, template }) => [key, open(template)]))
    const templates = templatesOf(opened)
    const bytes = Object.fromEntries([...opened].map(([key, { bytes: size }]) => [key, size]))
    const input = { project, scope: scope as Scope, stacks, templates, today, bytes }
    const found = validateStacks(input)
    const settings = stackSettings(input)
    for (const { key, template: path } of stacks) {
      const one = opened.get(key)
      if (one === undefined) continue
      const file = files.get(path) ?? { opened: one, stacks: new Set(), looks: [], capabilities: new Set() }
      files.set(path, file)
      file.stacks.add(key)
      file.looks.push({ environment: project.environment, findings: found[key] ?? [] })
      const { template } = one
      const setting = settings[key]
      if (template === undefined || setting === undefined) continue
      for (const { capability } of neededCapabilities({ template, resolved: resolveIn(template, setting) })) {
        file.capabilities.add(capability)
      }
    }
  }
  const all = [...files.values()].map((file) => ({ ...file, findings: mergeFindings(file.looks, unusedSuppression) }))
  return {
    rows: all.map(({ opened, stacks, looks, capabilities, findings }) => ({
      template: opened.file,
      stacks: [...stacks].join(', '),
      environments: [...new Set(looks.map(({ environment }) => environment))].join(', '),
      ...countsOf(findings, opened.problems),
      capabilities: wanted(capabilities),
    })),
    findings: all.flatMap(({ findings }) => findings),
    problems: all.flatMap(({ opened }) => opened.problems),
  }
}

/** How many findings of each severity there are; problems count as errors. */
export function countsOf(
  findings: readonly Finding[],
  problems: readonly Problem[],
): { readonly errors: number; readonly warnings: number; readonly infos: number } {
  const count = (severity: Finding['severity']): number => findings.filter((one) => one.severity === severity).length
  return { errors: count('error') + problems.length, warnings: count('warning'), infos: count('info') }
}

/** The stronger of the two for rights covers the weaker one. */
export function wanted(capabilities: ReadonlySet<string>): string {
  return [...capabilities]
    .filter((one) => one !== 'CAPABILITY_IAM' || !capabilities.has('CAPABILITY_NAMED_IAM'))
    .sort()
    .join(', ')
}

function templatesOf(opened: ReadonlyMap<string, OpenedTemplate>): Readonly<Record<string, Template>> {
  return Object.fromEntries(
    [...opened].flatMap(([key, { template }]) => (template === undefined ? [] : [[key, template]])),
  )
}
