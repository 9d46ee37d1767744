/** What each area's last kept run measured, as JSON beside the page: one area can be measured anew without the others. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { BuildFigures } from './build/measure.ts'
import type { Deployments } from './deploy.ts'
import type { Skipped } from './peers.ts'
import type { Sample } from './sample.ts'
import type { Setting } from './setting.ts'
import type { StartUp } from './start-up.ts'
import type { SuiteFigures } from './suites/measure.ts'
import type { TemplateFigures } from './templates/measure.ts'

/** What an area measures. */
export interface Figures {
  readonly 'start-up': StartUpFigures
  readonly deploy: DeployFigures
  readonly delayed: DeployFigures
  readonly cfn: DeployFigures
  readonly build: BuildFigures
  readonly templates: TemplateFigures
  readonly suites: SuiteFigures
}

export type Area = keyof Figures

/** The areas in the order of the page. */
export const areas: readonly Area[] = ['start-up', 'deploy', 'delayed', 'cfn', 'build', 'templates', 'suites']

export interface StartUpFigures {
  /** Without the words, which name this machine's folders. */
  readonly all: readonly Omit<StartUp, 'argv'>[]
  readonly samples: Readonly<Record<string, readonly Sample[]>>
  readonly rounds: number
}

export interface DeployFigures extends Deployments {
  readonly rounds: number
  /** Milliseconds added to every request. */
  readonly delay: number
  /** Our program that was measured; default: `project-deploy`. */
  readonly own?: string
}

/** The figures of one area and their circumstances. */
export interface Kept<Measures = unknown> {
  readonly setting: Setting
  readonly versions: readonly string[]
  readonly skipped: readonly Skipped[]
  /** Of the last minute, before and after. */
  readonly load: { readonly before: string; readonly after: string }
  readonly figures: Measures
}

/** All that the page tells. What was not measured is left out. */
export type Measured = { readonly [Name in Area]?: Kept<Figures[Name]> }

const folder = new URL('../../docs/benchmarks/', import.meta.url)

/** Reads what is kept of every area. */
export function readKept(): Measured {
  const read = areas.flatMap((area) => {
    const file = new URL(`${area}.json`, folder)
    return existsSync(file) ? [[area, JSON.parse(readFileSync(file, 'utf8'))]] : []
  })
  return Object.fromEntries(read)
}

/** Keeps the areas that were measured; numbers with four decimals, which is more than they are worth. */
export function keep(measured: Measured): void {
  mkdirSync(folder, { recursive: true })
  for (const [area, kept] of Object.entries(measured)) {
    const text = JSON.stringify(kept, (_, value) => (typeof value === 'number' ? Number(value.toFixed(4)) : value))
    writeFileSync(new URL(`${area}.json`, folder), `${text.replaceAll(/(\],|\},)(?=["[{])/g, '$1\n')}\n`)
  }
}
