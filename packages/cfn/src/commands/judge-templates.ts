import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { writeWhole } from '@project-utils/artifact'
import type { Project, StackSettings } from '@project-utils/project'
import { hashJson } from '@project-utils/run'
import type { Template } from '@project-utils/template'
import { judgeStacks } from '../validate/judge-stacks.ts'
import { version } from '../version.ts'

/**
 * Ends the command where AWS would refuse a template; warnings are for `project-cfn validate`. Judging costs more than a
 * deployment without a change, so this machine remembers what it has found to be good.
 *
 * @throws ProjectError `CFN_TEMPLATE_REFUSED`
 */
export async function judgeTemplates(
  project: Project,
  stacks: readonly StackSettings[],
  templates: Readonly<Record<string, Template>>,
): Promise<void> {
  const [scope] = project.scopes
  // Rules know the last days of runtimes.
  const today = new Date().toISOString().slice(0, 10)
  const values = Object.entries(templates).map(([key, { value }]) => [key, value] as const)
  const { tags, build, tier } = project
  const names = stacks.map(({ key }) => key)
  const subject = { version, today, scope, tier, tags, build, names, stacks: project.stacks, values }
  const mark = join(project.root, '.project-utils', 'cache', 'judged', hashJson(subject))
  // What is included lies in files of its own.
  const isWhole = !JSON.stringify(values).includes('AWS::Include')
  if (isWhole && existsSync(mark)) return
  await judgeStacks({ project, scope, stacks, templates, today })
  // A folder that cannot be written to costs time, nothing else.
  if (isWhole) await writeWhole(mark, '').catch(() => undefined)
}
