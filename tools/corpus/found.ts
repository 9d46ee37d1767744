import type { Finding } from '@project-utils/contract'
import { openSchemas, parseTemplate } from '@project-utils/template'
import { validateTemplate } from '@project-utils/template/validate'
import type { Good, PlantedText } from './plant.ts'

const schemas = openSchemas()

/** What became of one planted mistake. */
export interface Found {
  readonly planted: PlantedText
  /** `found` on the right line; `elsewhere`: by its rule, on another one; `before`: it was there already. */
  readonly outcome: 'found' | 'elsewhere' | 'missed' | 'before'
}

/** Looks for planted mistakes, and for whether they were told before they were planted. */
export function lookFor(all: readonly PlantedText[], good: readonly Good[]): readonly Found[] {
  const texts = new Map(good.map(({ file, text }) => [file, text]))
  return all.map((planted) => {
    const own = findings(planted.text, planted).filter(({ rule }) => rule === planted.rule)
    const right = own.filter(({ where }) => planted.lines.includes(where?.line ?? 0))
    const text = texts.get(planted.file) ?? ''
    // A mistake in what is given is one of the unchanged template.
    const before = text === planted.text ? [] : findings(text, planted).filter(({ rule }) => rule === planted.rule)
    const isNew = right.some(({ message }) => !before.some((one) => one.message === message))
    const outcome = isNew ? 'found' : right.length > 0 ? 'before' : own.length > before.length ? 'elsewhere' : 'missed'
    return { planted, outcome }
  })
}

function findings(text: string, { file, setting }: Pick<PlantedText, 'file' | 'setting'>): readonly Finding[] {
  return validateTemplate(parseTemplate(text, file), { schemas, setting })
}

/** One line about a mistake that was not found where it is. */
export function tell({ planted, outcome }: Found, good: readonly Good[]): string {
  const before = (good.find(({ file }) => file === planted.file)?.text ?? '').split('\n')
  const after = planted.text.split('\n')
  const changed = after.findIndex((line, index) => line !== before[index])
  const line = `${planted.file}:${changed + 1} ${(after[changed] ?? '').trim().slice(0, 120)}`
  return `${planted.rule} ${outcome}: ${planted.what}; ${line} ${JSON.stringify(planted.setting)}`
}
