/**
 * Reads and resolves all templates of a list, and parses the same texts bare: with the `yaml` package as it comes, JSON with
 * `JSON.parse`. Told are the seconds of each round. Runs as a process of its own: `node read.mjs TEMPLATE YAML LIST ROUNDS`.
 */
import { readFileSync } from 'node:fs'

const [template = '', yamlPath = '', list = '', count = ''] = process.argv.slice(2)

interface Reads {
  parseTemplate(text: string, file: string): object
  resolveTemplate(template: object, options: object): object
}
const { parseTemplate, resolveTemplate }: Reads = await import(template)
const yaml: { parse(text: string, options: object): unknown } = (await import(yamlPath)).default

const options = { parameters: {}, pseudo: { account: '111111111111', region: 'eu-west-1', stackName: 'stack' } }
const own = (text: string): unknown => resolveTemplate(parseTemplate(text, 'template.yaml'), options)
const bare = (text: string): unknown =>
  text.trimStart().startsWith('{') ? JSON.parse(text) : yaml.parse(text, { logLevel: 'silent', merge: true })

const files: readonly string[] = JSON.parse(readFileSync(list, 'utf8'))
// A text that one of both refuses would be read up to its mistake only.
const texts = files.map((file) => readFileSync(file, 'utf8')).filter((text) => isRead(own, text) && isRead(bare, text))
const rounds = { own: [] as number[], bare: [] as number[] }
for (let round = 0; round <= Number(count); round++) {
  const times = { bare: seconds(bare), own: seconds(own) }
  if (round === 0) continue
  rounds.own.push(times.own)
  rounds.bare.push(times.bare)
}
console.log(JSON.stringify({ ...rounds, templates: texts.length }))

function seconds(read: (text: string) => unknown): number {
  const began = performance.now()
  for (const text of texts) read(text)
  return (performance.now() - began) / 1000
}

function isRead(read: (text: string) => unknown, text: string): boolean {
  try {
    read(text)
    return true
  } catch {
    return false
  }
}
