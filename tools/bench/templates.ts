/**
 * `node --conditions=@project-utils/source tools/bench/templates.ts FOLDER… [--rounds 7]`: how long reading and resolving
 * public templates takes, beside bare parsing of the same texts with the `yaml` package (with the short forms as custom
 * tags) and, for JSON, with `JSON.parse`. Each template is measured in turn by all, and its best round counts: what else
 * the machine does then hardly shows in the ratios.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isProjectError } from '@project-utils/contract'
import { parseTemplate, resolveTemplate } from '@project-utils/template'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '7' } },
})

const yaml: typeof import('yaml') = createRequire(new URL('../../packages/template/package.json', import.meta.url))(
  'yaml',
)

const names = [
  ...['And', 'Base64', 'Cidr', 'Condition', 'Equals', 'FindInMap', 'GetAZs', 'GetAtt', 'If', 'ImportValue', 'Join'],
  ...['Length', 'Not', 'Or', 'Ref', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform'],
]
const customTags = names.flatMap((name) => [
  { tag: `!${name}`, resolve: (text: string) => ({ [name]: text }) },
  { tag: `!${name}`, collection: 'seq' as const, resolve: (items: unknown) => items },
  { tag: `!${name}`, collection: 'map' as const, resolve: (map: unknown) => map },
]) as unknown as import('yaml').Tags

/** One way to read a text. */
type Way = (text: string) => unknown

const ways = {
  yaml: (text) => yaml.parse(text, { customTags, merge: true, logLevel: 'silent' }),
  json: (text) => (isJson(text) ? JSON.parse(text) : undefined),
  parse: (text) => parseTemplate(text, 'a'),
  resolve: (text) =>
    resolveTemplate(parseTemplate(text, 'a'), {
      parameters: {},
      pseudo: { account: '111111111111', region: 'eu-west-1', stackName: 'a' },
    }),
} as const satisfies Readonly<Record<string, Way>>

type Name = keyof typeof ways
type Times = Record<Name, number>

const { texts, refused } = readAll(positionals)
for (const text of texts) timesOf(text, 1)
const rounds = Number(values.rounds)
const all = texts.map((text) => ({ isJson: isJson(text), times: timesOf(text, rounds) }))
const inYaml = sum(all.filter((one) => !one.isJson))
const inJson = sum(all.filter((one) => one.isJson))

console.log(`${texts.length} templates read, ${refused} refused; best of ${rounds} rounds each, milliseconds in all`)
tell('YAML', inYaml, inYaml.yaml)
tell('JSON beside JSON.parse', inJson, inJson.json)
tell('JSON beside yaml', inJson, inJson.yaml)
tell('the whole beside yaml and JSON.parse', sum(all), inYaml.yaml + inJson.json)
tell('the whole beside yaml', sum(all), inYaml.yaml + inJson.yaml)

function tell(what: string, { parse, resolve }: Times, bare: number): void {
  const ratio = (ms: number): string => `${ms.toFixed(0)} ms, ${(ms / bare).toFixed(2)}x`
  console.log(`${what}: bare ${bare.toFixed(0)} ms; parsed ${ratio(parse)}; parsed and resolved ${ratio(resolve)}`)
}

function timesOf(text: string, count: number): Times {
  const best: Times = { yaml: Infinity, json: Infinity, parse: Infinity, resolve: Infinity }
  for (let round = 0; round < count; round++) {
    for (const name of Object.keys(ways) as Name[]) {
      const began = performance.now()
      ways[name](text)
      best[name] = Math.min(best[name], performance.now() - began)
    }
  }
  return best
}

function sum(list: readonly { readonly times: Times }[]): Times {
  const total: Times = { yaml: 0, json: 0, parse: 0, resolve: 0 }
  for (const { times } of list) for (const name of Object.keys(total) as Name[]) total[name] += times[name]
  return total
}

function isJson(text: string): boolean {
  return text.trimStart().startsWith('{')
}

/** The texts that both read; those with errors would be measured up to their first error only. */
function readAll(folders: readonly string[]): { readonly texts: readonly string[]; readonly refused: number } {
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && /\.(ya?ml|json|template)$/.test(entry.name))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')),
  )
  const templates = files.filter((text) => /^\s*"?Resources"?\s*:/m.test(text) && /Type"?\s*:\s*["']?\w+::/.test(text))
  const texts = templates.filter(isReadable)
  return { texts, refused: templates.length - texts.length }
}

function isReadable(text: string): boolean {
  try {
    ways.resolve(text)
    ways.yaml(text)
    return true
  } catch (error) {
    if (isProjectError(error) || error instanceof yaml.YAMLParseError) return false
    throw error
  }
}
