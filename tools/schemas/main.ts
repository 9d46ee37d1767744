/**
 * Distils the published CloudFormation resource schemas into packages/template/data: one block of compressed JSON for each
 * type, and an index with what exists where. Source: the data of cfn-lint (MIT-0), which gathers the schemas that AWS
 * publishes for each region, and those of AWS SAM.
 *
 *   node --conditions=@project-utils/source tools/schemas/main.ts <…/site-packages/cfnlint/data/schemas>
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { readMoreAttributes } from './attributes.ts'
import { corrected } from './corrections.ts'
import { distilResource } from './distil-resource.ts'
import type { JsonMap } from './distil-shape.ts'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error("say where cfn-lint's folder data/schemas lies")

const read = (path: string): JsonMap => JSON.parse(readFileSync(join(folder, path), 'utf8'))
const providers = new Map(
  globSync('providers/*.json', { cwd: folder })
    .sort()
    .map((path) => [basename(path, '.json'), read(path) as Readonly<Record<string, string>>]),
)
const regions = [...providers.keys()].filter((name) => name !== 'sam')
const preferred = ['us-east-1', 'us-west-2', 'eu-west-1', ...regions, 'sam']
const files = new Map<string, string>()
for (const provider of preferred)
  for (const [type, file] of Object.entries(providers.get(provider) ?? {}))
    if (!files.has(type)) files.set(type, `resources/${file}.json`)
files.delete('Module')
// The section of AWS SAM, judged as if it were a resource.
files.set('Globals', 'other/sam/globals.json')

const attributes = readMoreAttributes(folder)
const blocks: Buffer[] = []
const lines: string[] = []
const sets: string[] = []
let offset = 0
for (const type of [...files.keys()].sort()) {
  const schema = corrected(read(files.get(type) ?? ''))
  const block = deflateRawSync(JSON.stringify(distilResource({ typeName: type, ...schema }, attributes.of(schema))), {
    level: 9,
  })
  const where = regions.map((region) => (providers.get(region)?.[type] === undefined ? '-' : '+')).join('')
  if (!sets.includes(where)) sets.push(where)
  blocks.push(block)
  lines.push(`${type} ${offset} ${block.length} ${sets.indexOf(where)}`)
  offset += block.length
}

const index = {
  date: String(read('version.json')['schema_date']).slice(0, 10),
  source:
    'Resource schemas published by AWS for CloudFormation, region by region, and those of AWS SAM, as gathered in the data of cfn-lint (github.com/aws-cloudformation/cfn-lint)',
  license: 'MIT-0',
  regions,
  sets,
  // One text, not a list: it is searched, never read as a whole.
  types: `\n${lines.join('\n')}\n`,
}
const data = new URL('../../packages/template/data/', import.meta.url)
writeFileSync(new URL('resource-schemas.bin', data), Buffer.concat(blocks))
writeFileSync(new URL('resource-schemas.json', data), `${JSON.stringify(index)}\n`)
console.log(`${lines.length} types of ${index.date}, ${offset} bytes`)
