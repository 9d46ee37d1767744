import { readdirSync, readFileSync } from 'node:fs'
import { openSchemas, parseTemplate } from '@project-utils/template'
import { rules, unusedSuppression, updateRules, validateTemplate } from '@project-utils/template/validate'
import { describe, expect, it } from 'vitest'
import { type Found, lookFor, tell } from './found.ts'
import { judgeFolder, justified, unjustified } from './judge.ts'
import { type Good, plant } from './plant.ts'

const folder = new URL('good/', import.meta.url).pathname
const good = readdirSync(folder).map((file): Good => ({ file, text: readFileSync(folder + file, 'utf8') }))
const each = 5
const planted = plant(good, each, 20_261_121)

function missed(found: readonly Found[]): readonly string[] {
  return found.filter(({ outcome }) => outcome !== 'found').map((one) => tell(one, good))
}

describe('good templates', () => {
  it.each(good)('$file has nothing to tell', ({ file, text }) => {
    const findings = validateTemplate(parseTemplate(text, file), {
      schemas: openSchemas(),
      setting: { today: '2026-11-21' },
    })
    const told = findings.filter(({ rule }) => rule !== 'template/unseen-part')
    expect(told.map(({ rule, message, where }) => `${where?.line} ${rule} ${message}`)).toEqual([])
  })
})

describe('public templates, where PROJECT_UTILS_TEMPLATES names the folder of their clones', () => {
  const clones = process.env['PROJECT_UTILS_TEMPLATES']

  it('have a reason for every error that is told of them', () => {
    expect(justified.errors.filter(({ reason }) => reason.length < 10)).toEqual([])
    const names = justified.sources.map(({ name }) => name)
    expect(justified.errors.filter(({ source }) => !names.includes(source))).toEqual([])
  })

  it.runIf(clones !== undefined).each(justified.sources)(
    '$repository has those errors and no others',
    { timeout: 120_000 },
    ({ name, templates }) => {
      const folder = `${clones}/${name}`
      const { files, errors } = judgeFolder(folder)
      expect(files.length).toBe(templates)
      expect(unjustified(folder, errors)).toEqual([])
      const told = new Set(errors.map(({ file, line, rule }) => `${file}:${line} ${rule}`))
      const own = justified.errors.filter(({ source }) => source === name)
      expect(own.filter(({ file, line, rule }) => !told.has(`${file}:${line} ${rule}`))).toEqual([])
    },
  )
})

describe('planted mistakes', () => {
  it('are at least five for each rule, and more than two hundred', () => {
    const ids = [...rules, ...updateRules].map(({ id }) => id).concat(unusedSuppression)
    const count = (id: string): number => planted.filter(({ rule }) => rule === id).length
    expect(ids.filter((id) => count(id) < (few.get(id) ?? each)).map((id) => `${id}: ${count(id)}`)).toEqual([])
    expect(planted.length).toBeGreaterThanOrEqual(200)
  })

  it('are nearly all found on the right line, and none before', { timeout: 180_000 }, () => {
    const found = lookFor(planted, good)
    const wrong = missed(found)
    expect(found.filter(({ outcome }) => outcome === 'before').map((one) => tell(one, good))).toEqual([])
    expect(wrong.length / found.length, wrong.join('\n')).toBeLessThanOrEqual(0.05)
  })
})

/** Rules that can be broken in fewer ways than five; the last tells how far anybody can see, and of no mistake. */
const few: ReadonlyMap<string, number> = new Map([
  ['template/size-limit', 2],
  ['template/unseen-part', 0],
])
