import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Invocation } from '@project-utils/cli'
import {
  type Envelope,
  type ErrorTable,
  ExitCode,
  type Finding,
  ProjectError,
  type Severity,
} from '@project-utils/contract'
import { type Loaded, loadProject, errors as projectErrors } from '@project-utils/project'
import { ask } from '@project-utils/run'
import type { Validated } from '../validate/validate-project.ts'
import { errorTables } from './error-tables.ts'

export const errors: readonly ErrorTable[] = errorTables

/** `project-cfn validate`: what AWS would refuse in templates, and what a team should know, without asking AWS. */
export async function run(invocation: Invocation): Promise<Envelope> {
  const { flags, arguments: files } = invocation
  const question = {
    command: 'cfn validate',
    scopes: [],
    ask: async () => {
      const began = performance.now()
      const noticed: Finding[] = []
      const validated = files.length > 0 ? await validateNamed(invocation) : await validateAll(invocation, noticed)
      const findings = [...noticed, ...validated.findings]
      await report(invocation, { ...validated, findings })
      const { countsOf } = await import('../validate/validate-project.ts')
      const data = {
        templates: validated.rows,
        ...countsOf(findings, validated.problems),
        ms: Math.round(performance.now() - began),
      }
      const reaches = findings.some(({ severity }) => isReached(severity, String(flags['fail-on'])))
      const ending = validated.problems.length === 0 && reaches ? { exitCode: ExitCode.failed } : {}
      return { data, findings, problems: validated.problems, ...ending }
    },
  }
  return await ask(question, invocation.options(errorTables))
}

const order: readonly Severity[] = ['info', 'warning', 'error']

function isReached(severity: Severity, limit: string): boolean {
  return limit !== 'never' && order.indexOf(severity) >= order.indexOf(limit as Severity)
}

/** Templates by themselves, known to no project. */
async function validateNamed({ flags, arguments: files, cwd }: Invocation): Promise<Validated> {
  const { validateFiles } = await import('../validate/validate-files.ts')
  const { region } = flags
  const given = givenParameters(flags['parameter'])
  const capabilities = flags['capability']
  return validateFiles(files, cwd, {
    today: today(),
    ...(given === undefined ? {} : { given }),
    ...(Array.isArray(capabilities) ? { capabilities } : {}),
    ...(typeof region === 'string' ? { region } : {}),
  })
}

/** The stacks of the project: in the environment that is named, else in all. */
async function validateAll(invocation: Invocation, noticed: Finding[]): Promise<Validated> {
  const { flags, cwd, know } = invocation
  for (const flag of ['parameter', 'capability']) {
    if (flags[flag] === undefined) continue
    throw new ProjectError(
      'CFN_VALIDATE_HOW',
      `--${flag} is for templates that are named: stacks have theirs from the configuration`,
      {
        hint: `name a template, or leave out --${flag}`,
      },
    )
  }
  know(projectErrors)
  const text = (name: string): string | undefined => (typeof flags[name] === 'string' ? flags[name] : undefined)
  const { set } = flags
  const isChosen = flags['env'] !== undefined || flags['target'] !== undefined
  const load = async (environment: string | undefined): Promise<Loaded> =>
    await loadProject({
      cwd,
      config: text('config'),
      project: text('project'),
      environment,
      anyEnvironment: !isChosen,
      target: text('target') === 'local' ? 'local' : undefined,
      region: text('region'),
      ...(Array.isArray(set) ? { set } : {}),
    })
  const first = await load(text('env'))
  const names = isChosen ? [] : first.environments.filter((name) => name !== first.project.environment)
  const others = await Promise.all(names.map(async (name) => await load(name)))
  noticed.push(...first.findings)
  const { validateProject } = await import('../validate/validate-project.ts')
  return validateProject(
    [first, ...others].flatMap(({ targets }) => targets),
    cwd,
    today(),
  )
}

function givenParameters(flag: unknown): Readonly<Record<string, string>> | undefined {
  if (!Array.isArray(flag)) return undefined
  return Object.fromEntries(
    (flag as readonly string[]).map((text): [string, string] => {
      const at = text.indexOf('=')
      if (at > 0) return [text.slice(0, at), text.slice(at + 1)]
      throw new ProjectError('CFN_VALIDATE_HOW', `--parameter "${text}" holds no "="`, {
        hint: '--parameter Name=value',
      })
    }),
  )
}

/** Writes the log for code scanners, and tells GitHub Actions what stands at which line. */
async function report({ flags, cwd, program, environment, tell }: Invocation, validated: Validated): Promise<void> {
  const { findings, problems } = validated
  if (typeof flags['sarif'] === 'string') {
    const [{ formatSarif }, { rules }] = await Promise.all([
      import('@project-utils/report'),
      import('@project-utils/template/validate'),
    ])
    const tool = { name: program.bin, version: program.version }
    const path = resolve(cwd, flags['sarif'])
    try {
      writeFileSync(path, formatSarif({ tool, rules, findings, problems }))
    } catch (cause) {
      throw new ProjectError(
        'CFN_SARIF_FILE',
        `${path} cannot be written: ${cause instanceof Error ? cause.message : ''}`,
        {
          cause,
          hint: 'name a file in a folder that exists: --sarif validate.sarif',
        },
      )
    }
  }
  if (flags['annotations'] !== true && environment['GITHUB_ACTIONS'] !== 'true') return
  const { formatAnnotations } = await import('@project-utils/report')
  const annotations = formatAnnotations(findings, problems)
  if (annotations !== '') await tell(() => `${annotations}\n`, true)
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}
