import type { Place } from '@project-utils/contract'
import type { Resolver } from '../functions/function.ts'
import { extensionsTransform, type Note } from '../notes.ts'
import { readTemplate, resourceOf } from '../read-template.ts'
import type { Template } from '../template.ts'
import { isMap, put, record, type TemplateMap, type TemplatePath, type TemplateValue } from '../value.ts'
import { expandMap, expandValue } from './expand-value.ts'
import { type Expansion, type Origin, originKey, type Spot } from './expansion.ts'
import { isInclude, type ReadFile, readSnippet } from './include.ts'

/**
 * A template with its loops (`Fn::ForEach`) expanded and its includes put in, as far as can be known; what stays as it is
 * written is noted. Places lead to the loop, or into the included file.
 */
export function expandTemplate(written: Template, resolver: Resolver, notes: Note[], readFile?: ReadFile): Template {
  const hasLoops = written.transforms.includes(extensionsTransform)
  const expansion: Expansion = { resolver, notes, readFile, hasLoops, origins: new Map(), made: 0, isOpen: false }
  const origin: Origin = { path: [], place: written.place }
  const spot: Spot = { path: [], origin, loops: new Map() }
  const whole = withIncludes(written.value, spot, expansion)
  const value: Record<string, TemplateValue> = {}
  for (const [key, section] of Object.entries(whole)) {
    const inside: Spot = {
      path: [key],
      origin: expansion.origins.get(originKey([key])) ?? at(origin, key),
      loops: new Map(),
    }
    put(value, key, expandable.has(key) && isMap(section) ? expandSection(key, section, inside, expansion) : section)
  }
  const place = (path: TemplatePath): Place => placeOf(path, expansion, written)
  const read = readTemplate(value, { file: written.file, isDynamic: expansion.isOpen, place }, (path, message) => {
    notes.push({ kind: 'loop', severity: 'error', message, path })
  })
  return { ...read, parameters: record([...Object.entries(read.parameters), ...Object.entries(written.parameters)]) }
}

/** Sections in which loops may stand, and those in which only includes may. */
const expandable: ReadonlySet<string> = new Set(['Resources', 'Outputs', 'Conditions', 'Parameters', 'Mappings'])

function expandSection(key: string, section: TemplateMap, spot: Spot, expansion: Expansion): TemplateValue {
  return key === 'Parameters' || key === 'Mappings'
    ? expandMap(section, spot, expansion)
    : expandValue(section, spot, expansion)
}

/** What the includes under `Transform` bring, section by section; what the template itself says wins. */
function withIncludes(written: TemplateMap, spot: Spot, expansion: Expansion): TemplateMap {
  const transform = written['Transform']
  const list: readonly TemplateValue[] = Array.isArray(transform)
    ? transform
    : transform === undefined
      ? []
      : [transform]
  const includes = list.filter(isInclude)
  if (includes.length === 0) return written
  const value: Record<string, TemplateValue> = { ...written }
  const left: TemplateValue[] = list.filter((one) => !isInclude(one))
  for (const include of includes) {
    const snippet = readSnippet(include, expansion)
    if ('why' in snippet) {
      const severity = snippet.isError ? 'error' : 'info'
      expansion.notes.push({ kind: 'include', severity, message: snippet.why, path: [...spot.path, 'Transform'] })
      expansion.isOpen = true
      left.push(include)
      continue
    }
    for (const [key, section] of Object.entries(snippet.value)) {
      const own = value[key]
      const names = isMap(section) ? Object.keys(section) : []
      if (own === undefined) expansion.origins.set(originKey([key]), at(snippet.origin, key))
      for (const name of names) {
        if (isMap(own) && Object.hasOwn(own, name)) continue
        expansion.origins.set(originKey([key, name]), { path: [key, name], place: snippet.origin.place })
      }
      put(value, key, isMap(own) && isMap(section) ? { ...section, ...own } : (own ?? section))
    }
  }
  return { ...value, Transform: left }
}

function at({ path, place }: Origin, key: string): Origin {
  return { path: [...path, key], place }
}

function placeOf(path: TemplatePath, { origins }: Expansion, written: Template): Place {
  for (let length = path.length; length > 0; length--) {
    const origin = origins.get(originKey(path.slice(0, length)))
    if (origin === undefined) continue
    return { ...origin.place([...origin.path, ...path.slice(length)]), ...resourceOf(path), path }
  }
  return written.place(path)
}
