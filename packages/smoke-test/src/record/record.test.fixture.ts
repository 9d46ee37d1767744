import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadProject, type Suite } from '@project-utils/project'
import { onTestFinished } from 'vitest'
import { readSource } from './read-source.ts'
import { type RecordInput, recordSuite } from './record-suite.ts'
import { suiteText } from './suite-text.ts'

/** The suite of a source as YAML. */
export async function record(
  source: string | Uint8Array,
  more: Partial<RecordInput> & { base?: string } = {},
): Promise<string> {
  const { base, ...input } = more
  const bytes = typeof source === 'string' ? Buffer.from(source) : source
  const recording = readSource(bytes, 'source', base === undefined ? undefined : new URL(base))
  return suiteText(recordSuite({ recording, name: 'recorded', limit: 20, writes: false, outputs: {}, ...input }))
}

/** A suite as a project of its own has it. */
export async function load(yaml: string): Promise<Suite> {
  const folder = mkdtempSync(join(tmpdir(), 'recorded-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const frame =
    'project: votes\ndefaults: { region: us-east-1 }\nenvironments: { dev: { account: "111111111111", tier: full } }\n'
  writeFileSync(join(folder, 'project.yaml'), `${frame}${yaml}`)
  const { project } = await loadProject({ cwd: folder, config: 'project.yaml', environment: 'dev' })
  return project.suites['recorded'] as Suite
}

interface Exchange {
  readonly method?: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly status?: number
  readonly type?: string
  readonly answer?: string
}

/** A HAR file of exchanges as a browser writes it. */
export function har(exchanges: readonly Exchange[]): string {
  const list = (headers: Readonly<Record<string, string>> = {}) =>
    Object.entries(headers).map(([name, value]) => ({ name, value }))
  const entries = exchanges.map(({ method = 'GET', url, headers, body, status = 200, type, answer }) => ({
    request: {
      method,
      url,
      headers: list(headers),
      ...(body === undefined ? {} : { postData: { mimeType: 'x', text: body } }),
    },
    response: {
      status,
      headers: list(type === undefined ? {} : { 'Content-Type': type }),
      content: { mimeType: type ?? '', ...(answer === undefined ? {} : { text: answer }) },
    },
  }))
  return JSON.stringify({ log: { version: '1.2', entries } })
}
