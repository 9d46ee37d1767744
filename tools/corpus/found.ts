import type { Finding } from '@project-utils/contract'
import { openSchemas, parseTemplate, type ResolvedTemplate, resolveTemplate } from '@project-utils/template'
import { updateRefusals, updateRules, validateTemplate } from '@project-utils/template/validate'
import type { Good, PlantedText } from './plant.ts'

const schemas = openSchemas()
const ofUpdates: ReadonlySet<string> = new Set(updateRules.map(({ id }) => id))

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
    const own = findings(planted.text, planted, texts).filter(({ rule }) => rule === planted.rule)
    const right = own.filter(({ where }) => planted.lines.includes(where?.line ?? 0))
    const text = texts.get(planted.file) ?? ''
    // A mistake in what is given is one of the unchanged template.
    const before =
      text === planted.text ? [] : findings(text, planted, texts).filter(({ rule }) => rule === planted.rule)
    const isNew = right.some(({ message }) => !before.some((one) => one.message === message))
    const outcome = isNew ? 'found' : right.length > 0 ? 'before' : own.length > before.length ? 'elsewhere' : 'missed'
    return { planted, outcome }
  })
}

/** What is told of a template; of an update, of it as what the good one is to become. */
function findings(
  text: string,
  { file, setting, rule }: Pick<PlantedText, 'file' | 'setting' | 'rule'>,
  good: ReadonlyMap<string, string>,
): readonly Finding[] {
  if (!ofUpdates.has(rule)) return validateTemplate(parseTemplate(text, file), { schemas, setting })
  return updateRefusals(resolved(good.get(file) ?? '', file), resolved(text, file), schemas)
}

function resolved(text: string, file: string): ResolvedTemplate {
  const pseudo = { account: '111111111111', region: 'eu-west-1', stackName: 'stack' }
  return resolveTemplate(parseTemplate(text, file), { parameters: {}, pseudo })
}

/** One line about a mistake that was not found where it is. */
export function tell({ planted, outcome }: Found, good: readonly Good[]): string {
  const before = (good.find(({ file }) => file === planted.file)?.text ?? '').split('\n')
  const after = planted.text.split('\n')
  const changed = after.findIndex((line, index) => line !== before[index])
  const line = `${planted.file}:${changed + 1} ${(after[changed] ?? '').trim().slice(0, 120)}`
  return `${planted.rule} ${outcome}: ${planted.what}; ${line} ${JSON.stringify(planted.setting)}`
}
