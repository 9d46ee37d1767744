/** The page `docs/benchmarks.md`, from what was measured. */
import { behindAtBuild, buildGoals } from './build/goals.ts'
import { buildPart } from './build/page.ts'
import { behind, behindAtStart, deployGoals, stackGoals, startUpGoals, type Verdict } from './goals.ts'
import type { Area, Figures, Kept, Measured } from './kept.ts'
import { deployPart } from './page-deploy.ts'
import { startUpPart } from './page-start-up.ts'
import { behindAtSuites, suiteGoals, suitePart } from './suites/page.ts'
import { table } from './table.ts'
import { behindAtTemplates, templateGoals, templatePart } from './templates/page.ts'

const head = `# Benchmarks

Written by \`npm run bench\`, never by hand. Whole processes without a shell between, what they print discarded (that of
deployments and builds goes to a file); medians of paired rounds after one to warm up: in each round every program runs once,
and differences and ratios are taken within a round. CPU is user and system time with all children that were waited for; memory
is the largest process. Areas may have been measured on different days: each names its own circumstances. Trust counts first, then CPU, then ratios; seconds depend on the machine.`

/** What an area says of its figures. */
interface AreaPart<Name extends Area> {
  title(figures: Figures[Name]): string
  part(figures: Figures[Name]): string
  goals(figures: Figures[Name]): readonly Verdict[]
  /** Every figure in which a peer needs less. */
  behind(figures: Figures[Name]): readonly string[]
}

const parts: { readonly [Name in Area]: AreaPart<Name> } = {
  'start-up': {
    title: () => 'Start-up',
    part: startUpPart,
    goals: ({ samples, all }) => startUpGoals(samples, all),
    behind: ({ samples, all }) => behindAtStart(samples, all),
  },
  deploy: {
    title: () => 'Deploy',
    part: deployPart,
    goals: ({ cases }) => deployGoals(cases),
    behind: ({ cases }) => behind(cases),
  },
  delayed: {
    title: ({ delay }) => `Deploy, with ${delay} ms added to every request`,
    part: deployPart,
    goals: () => [],
    behind: ({ cases, delay }) => behind(cases).map((line) => `with ${delay} ms a call: ${line}`),
  },
  cfn: {
    title: () => 'Stacks',
    part: deployPart,
    goals: ({ cases }) => stackGoals(cases),
    behind: ({ cases }) => behind(cases, 'project-cfn').map((line) => `project-cfn, ${line}`),
  },
  build: { title: () => 'Build', part: buildPart, goals: buildGoals, behind: behindAtBuild },
  templates: { title: () => 'Templates', part: templatePart, goals: templateGoals, behind: behindAtTemplates },
  suites: { title: () => 'Suites', part: suitePart, goals: suiteGoals, behind: behindAtSuites },
}

/** The page as Markdown. */
export function page(measured: Measured): string {
  const told = [
    ...tell('start-up', measured['start-up']),
    ...tell('deploy', measured.deploy),
    ...tell('delayed', measured.delayed),
    ...tell('cfn', measured.cfn),
    ...tell('build', measured.build),
    ...tell('templates', measured.templates),
    ...tell('suites', measured.suites),
  ]
  const behindLines = told.flatMap(({ behind }) => behind).map((line) => `- ${line}`)
  const all = [
    head.trimEnd(),
    goalsPart(told.flatMap(({ goals }) => goals)),
    ...told.map(({ text }) => text),
    `## Where we are behind a peer\n\n${behindLines.length === 0 ? 'In no figure of this page.' : behindLines.join('\n')}`,
  ]
  return `${all.join('\n\n')}\n`
}

interface Told {
  readonly text: string
  readonly goals: readonly Verdict[]
  readonly behind: readonly string[]
}

function tell<Name extends Area>(name: Name, kept: Kept<Figures[Name]> | undefined): readonly Told[] {
  if (kept === undefined) return []
  const { title, part, goals, behind } = parts[name]
  const { figures, setting, load, versions, skipped } = kept
  const circumstances = [
    `- ${setting.date}, commit ${setting.commit}, ${setting.machine}; load ${load.before} before, ${load.after} after.`,
    `- ${[...setting.versions, ...versions].join(', ')}.`,
    ...skipped.map((one) => `- Skipped: **${one.name}**, ${one.why}.`),
  ].join('\n')
  const text = [`## ${title(figures)}`, circumstances, part(figures)].join('\n\n')
  return [{ text, goals: goals(figures), behind: behind(figures) }]
}

function goalsPart(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ goal, measured, reached }) => [goal, measured, reached ? 'reached' : '**missed**'])
  return `## Goals\n\n${table(['goal', 'measured', ''], rows)}`
}
