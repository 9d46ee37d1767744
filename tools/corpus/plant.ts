import { parseTemplate, rewriteTemplate, type Template } from '@project-utils/template'
import type { Fault, Planted } from './fault.ts'
import { lambda } from './faults/lambda.ts'
import { limits } from './faults/limits.ts'
import { parameterFaults } from './faults/parameters.ts'
import { policies } from './faults/policies.ts'
import { references } from './faults/references.ts'
import { schema } from './faults/schema.ts'
import { services } from './faults/services.ts'
import { structure } from './faults/structure.ts'
import { tables } from './faults/tables.ts'
import { updates } from './faults/updates.ts'

/** A template without a mistake. */
export interface Good {
  readonly file: string
  readonly text: string
}

/** A mistake in a template, as text. */
export interface PlantedText extends Good {
  /** The rule's id. */
  readonly rule: string
  readonly what: string
  readonly setting: NonNullable<Planted['setting']>
  /** Lines on which a person would look for it. */
  readonly lines: readonly number[]
}

/** Every mistake that can be planted. */
export const faults: readonly Fault[] = [
  ...structure,
  ...references,
  ...parameterFaults,
  ...limits,
  ...tables,
  ...policies,
  ...lambda,
  ...services,
  ...schema,
  ...updates,
]

/**
 * Plants mistakes into good templates: so many for each rule, spread over kinds of mistakes and templates by a seed. Only
 * those that can be written down as a template that still parses.
 */
export function plant(good: readonly Good[], each: number, seed: number): readonly PlantedText[] {
  const random = seeded(seed)
  const templates = good.map((one) => ({ ...one, template: parseTemplate(one.text, one.file) }))
  const rules = [...new Set(faults.map(({ rule }) => rule))]
  return rules.flatMap((rule) => {
    const kinds = faults.filter((fault) => fault.rule === rule)
    const candidates = shuffled(
      kinds.flatMap((fault) =>
        templates.flatMap((one) => [...fault.plant(one.template)].map((planted) => ({ fault, one, planted }))),
      ),
      random,
    )
    const chosen: PlantedText[] = []
    for (const { fault, one, planted } of candidates) {
      if (chosen.length === each) break
      const written = write(fault, one, planted)
      if (
        written !== undefined &&
        !chosen.some(({ text, setting }) => text === written.text && setting === written.setting)
      )
        chosen.push(written)
    }
    return chosen
  })
}

function write(
  fault: Fault,
  { file, text, template }: Good & { readonly template: Template },
  planted: Planted,
): PlantedText | undefined {
  const changed = planted.value === template.value ? text : rewriteTemplate(text, file, planted.value)
  try {
    const parsed = parseTemplate(changed, file)
    const lines = planted.at.flatMap((path) => parsed.place(path).line ?? [])
    return {
      file,
      text: changed,
      rule: `template/${fault.rule}`,
      what: fault.what,
      setting: planted.setting ?? {},
      lines,
    }
  } catch {
    return undefined
  }
}

/** A generator of numbers below one (mulberry32, public domain). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  return items
    .map((item) => ({ item, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item)
}
