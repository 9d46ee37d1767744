/** Validation of many templates beside cfn-lint, and reading them beside bare parsing. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { benchEnvironment } from '../environment.ts'
import type { Launcher } from '../launcher.ts'
import { ownBin, ownFile } from '../own.ts'
import { findPeer, type Peer, type Skipped } from '../peers.ts'
import { type Sample, type Samples, sampleOf } from '../sample.ts'
import { ownSet, publicSet, type TemplateSet } from './set.ts'

/** What was measured of one set. */
export interface SetFigures {
  readonly name: string
  readonly templates: number
  readonly bytes: number
  /** By program: one process for the whole set. */
  readonly samples: Samples
  /** Seconds of each round in one process. */
  readonly read: { readonly own: readonly number[]; readonly bare: readonly number[]; readonly templates: number }
}

/** What the area measures. */
export interface TemplateFigures {
  readonly sets: readonly SetFigures[]
  readonly rounds: number
}

/** The peer, installed where it is not yet. */
export function findLinter(): Peer<'cfn-lint'> | Skipped<'cfn-lint'> {
  return findPeer('cfn-lint', { registry: 'pypi', packages: { 'cfn-lint': '1.58.0' }, program: 'bin/cfn-lint' })
}

/** Where and how often to measure. */
export interface TemplateOptions {
  readonly launcher: Launcher
  readonly rounds: number
  /** Folders of public templates. */
  readonly folders: readonly string[]
  readonly linter: Peer<'cfn-lint'> | undefined
  tell(text: string): void
}

/** Seconds that a linter may take over several hundred templates. */
const timeout = 1800
/** Rounds of reading, which take a second each. */
const reads = 7

/** Measures every set. */
export async function measureTemplates(options: TemplateOptions): Promise<TemplateFigures> {
  const { folders, rounds } = options
  const work = mkdtempSync(join(tmpdir(), 'project-utils-bench-'))
  try {
    const sets: SetFigures[] = []
    for (const set of [ownSet(join(work, 'own')), ...folders.map(publicSet)])
      sets.push(await measureSet(set, work, options))
    return { sets, rounds }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

async function measureSet(set: TemplateSet, work: string, options: TemplateOptions): Promise<SetFigures> {
  const { launcher, rounds, linter, tell } = options
  const programs = [
    { name: 'project-cfn', argv: [process.execPath, ownBin('project-cfn'), 'validate', ...set.files] },
    ...(linter === undefined ? [] : [{ name: 'cfn-lint', argv: [...linter.command, ...set.files] }]),
  ]
  // Nobody is asked; a call that is made all the same meets a closed port.
  const env = benchEnvironment('http://127.0.0.1:9')
  const samples: Record<string, Sample[]> = {}
  for (let round = 0; round <= rounds; round++) {
    for (const { name, argv } of programs) {
      // One that takes minutes is warm enough after its first seconds.
      if (round === 0 && name === 'cfn-lint') continue
      const sample = sampleOf([await launcher.run({ argv, cwd: work, env, timeout })])
      if (round > 0) samples[name] = [...(samples[name] ?? []), sample]
    }
    tell(`${set.name}: ${round === 0 ? 'warmed up' : `round ${round} of ${rounds}`}`)
  }
  const bytes = set.files.reduce((sum, file) => sum + readFileSync(file).byteLength, 0)
  return { name: set.name, templates: set.files.length, bytes, samples, read: readAll(set, work) }
}

function readAll({ files }: TemplateSet, work: string): SetFigures['read'] {
  const script = join(work, 'read.mjs')
  writeFileSync(script, stripTypeScriptTypes(readFileSync(new URL('read.ts', import.meta.url), 'utf8')))
  const list = join(work, 'list.json')
  writeFileSync(list, JSON.stringify(files))
  const yaml = ownFile('template', '../../yaml/dist/index.js')
  const words = [script, ownFile('template', 'dist/index.js'), yaml, list, String(reads)]
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 1024 ** 2 }))
}
