import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { readText } from '@project-utils/artifact'
import { flagValues, type Invocation } from '@project-utils/cli'
import { type Envelope, ExitCode, type Json, type Plan, ProjectError, type Scope } from '@project-utils/contract'
import type { StackSettings } from '@project-utils/project'
import { ask } from '@project-utils/run'
import { fillParameters } from '../execute/wanted.ts'
import { compareStacks } from '../plan/compare-stacks.ts'
import { readTemplates } from '../state/read-templates.ts'
import { errorTables } from './error-tables.ts'
import { keepSecrets } from './keep-secrets.ts'
import { openStacks } from './open-stacks.ts'

/** `project-cfn plan --against`: compares templates with another version of them; neither an account nor the network is needed. */
export async function compare(
  invocation: Invocation,
  against: string,
  tell: (plan: Plan) => Readonly<Record<string, Json>>,
): Promise<Envelope> {
  const { flags, masker } = invocation
  const { project, stacks, findings } = await openStacks(invocation, invocation.arguments)
  const templates = readTemplates(stacks)
  keepSecrets(project, templates, masker)
  const [scope] = project.scopes as readonly [Scope]
  const question = {
    command: 'cfn plan',
    scopes: [scope],
    ask: async () => {
      const before = await versionsOf(stacks, against, invocation.cwd)
      const compared = stacks.flatMap((settings) => {
        const { key, name } = settings
        const template = templates[key]
        if (template === undefined) return []
        const { parameters } = fillParameters(settings, { states: {}, references: new Map() })
        return [{ key, name, template, parameters, ...(before[key] === undefined ? {} : { before: before[key] }) }]
      })
      const plan = await compareStacks(compared, scope, { accept: flagValues(flags['accept-risk']), against })
      const isChange = flags['detailed-exitcode'] === true && plan.steps.length > 0
      return {
        data: { plan, ...tell(plan) } as unknown as Json,
        findings,
        exitCode: isChange ? ExitCode.changes : ExitCode.done,
      }
    },
  }
  return await ask(question, invocation.options(errorTables))
}

type Versions = Readonly<Record<string, string | undefined>>

/** The other version's text of each stack's template: that of a file for a single stack, else that of a revision of git. */
async function versionsOf(stacks: readonly StackSettings[], against: string, cwd: string): Promise<Versions> {
  const file = resolve(cwd, against)
  const [only, ...others] = stacks
  if (existsSync(file)) {
    if (only !== undefined && others.length === 0) return { [only.key]: readText(file) }
    throw unknown(
      `${against} is one template, and ${stacks.length} stacks are to be compared`,
      'name one of the stacks',
    )
  }
  if (only === undefined) return {}
  const revision = await git(dirname(only.template), 'rev-parse', '--verify', '--quiet', `${against}^{commit}`)
  if (revision === undefined || against.startsWith('-')) {
    throw unknown(`${against} is neither a file nor a revision of git`, 'name a template, or a revision such as main')
  }
  const read = stacks.map(async ({ key, template }) => {
    const text = await git(dirname(template), 'show', `${revision.trim()}:./${basename(template)}`)
    return [key, text] as const
  })
  return Object.fromEntries(await Promise.all(read))
}

function unknown(message: string, hint: string): ProjectError {
  return new ProjectError('CFN_AGAINST_UNKNOWN', message, { hint })
}

/** What git prints; undefined where it refuses. */
function git(folder: string, ...args: readonly string[]): Promise<string | undefined> {
  return new Promise((settle) => {
    execFile('git', args, { cwd: folder, timeout: 10_000, maxBuffer: 8 * 1024 * 1024 }, (error, stdout) =>
      settle(error === null ? stdout : undefined),
    )
  })
}
