import { isMap, type TemplateMap, type TemplateValue } from '../value.ts'
import type { Rule } from './rule.ts'
import { quotasPage } from './sources.ts'

/** How many entries a section takes. Source: CloudFormation quotas, as of November 2026. */
const most: readonly (readonly [section: string, count: number])[] = [
  ['Resources', 500],
  ['Parameters', 200],
  ['Outputs', 200],
  ['Mappings', 200],
]

/** Attributes of one mapping, and of one key of it. */
const mostAttributes = 200

/** Dynamic references of a template. */
const mostDynamic = 60

/** More entries than CloudFormation takes. */
export const countLimit: Rule = {
  id: 'template/count-limit',
  category: 'limits',
  severity: 'error',
  summary: 'A template has at most 500 resources and 200 parameters, outputs, mappings and attributes of a mapping.',
  source: quotasPage,
  *check({ template }) {
    for (const [section, limit] of most) {
      const count = Object.keys(mapOf(template.value[section])).length
      if (count <= limit) continue
      yield {
        path: [section],
        message: `${count} ${section.toLowerCase()}, ${limit} are allowed in a template`,
        fix: 'split the template into several stacks',
      }
    }
    for (const [name, mapping] of Object.entries(template.mappings)) {
      const count = Object.keys(mapOf(mapping)).length
      if (count <= mostAttributes) continue
      const message = `mapping ${name} has ${count} keys, ${mostAttributes} are allowed`
      yield { path: ['Mappings', name], message, fix: 'split the mapping' }
    }
    const dynamic = JSON.stringify(template.value).match(/\{\{resolve:/g)?.length ?? 0
    if (dynamic > mostDynamic) {
      const message = `${dynamic} dynamic references, ${mostDynamic} are allowed in a template`
      yield { path: [], message, fix: 'hand values over as parameters, or split the template' }
    }
  },
}

/** Bytes of a body in a call, and in a bucket. */
const inlineLimit = 51_200
const bodyLimit = 1_048_576

/** Templates that are too large to be sent. */
export const sizeLimit: Rule = {
  id: 'template/size-limit',
  category: 'limits',
  severity: 'error',
  summary: 'A template has at most 1 MB; above 51,200 bytes it must lie in a bucket.',
  source: quotasPage,
  *check({ setting: { bytes = 0 } }) {
    if (bytes > bodyLimit) {
      const message = `the template has ${bytes} bytes, ${bodyLimit} are allowed`
      yield { path: [], message, fix: 'split the template into several stacks' }
    } else if (bytes > inlineLimit) {
      const message = `the template has ${bytes} bytes: above ${inlineLimit} it is sent through a bucket`
      yield { path: [], message, fix: 'nothing, where these tools deploy it: they upload it', severity: 'info' }
    }
  },
}

/** Names and texts that are longer than CloudFormation takes, or of a form it refuses. */
export const nameLimit: Rule = {
  id: 'template/name-limit',
  category: 'limits',
  severity: 'error',
  summary:
    'Names of parameters, outputs, conditions and mappings are letters and digits, at most 255; texts keep their limits.',
  source: quotasPage,
  *check({ template }) {
    for (const section of ['Parameters', 'Outputs', 'Conditions', 'Mappings'] as const) {
      const pattern = section === 'Conditions' ? /^[A-Za-z0-9&_]*$/ : /^[A-Za-z0-9]*$/
      for (const name of Object.keys(mapOf(template.value[section]))) {
        if (name.startsWith('Fn::')) continue
        const path = [section, name]
        const what = section.slice(0, -1).toLowerCase()
        if (!pattern.test(name) || name === '') {
          yield { path, message: `"${name}" is no name of a ${what}`, fix: 'use letters and digits only' }
        } else if (name.length > 255) {
          yield { path, message: `the name of a ${what} has at most 255 characters`, fix: 'shorten it' }
        }
      }
    }
    const description = template.value['Description']
    if (typeof description === 'string' && Buffer.byteLength(description) > 1024) {
      const message = `the description has ${Buffer.byteLength(description)} bytes, 1024 are allowed`
      yield { path: ['Description'], message, fix: 'shorten it; move the rest into a comment' }
    }
    for (const [name, definition] of Object.entries(mapOf(template.value['Parameters']))) {
      const text = isMap(definition) ? definition['Description'] : undefined
      if (typeof text !== 'string' || text.length <= 4000) continue
      const message = `the description of parameter ${name} has ${text.length} characters, 4000 are allowed`
      yield { path: ['Parameters', name, 'Description'], message, fix: 'shorten it' }
    }
    for (const [name, output] of Object.entries(mapOf(template.value['Outputs']))) {
      const text = isMap(output) ? output['Description'] : undefined
      if (typeof text !== 'string' || Buffer.byteLength(text) <= 1024) continue
      const message = `the description of output ${name} has ${Buffer.byteLength(text)} bytes, 1024 are allowed`
      yield { path: ['Outputs', name, 'Description'], message, fix: 'shorten it' }
    }
  },
}

function mapOf(value: TemplateValue | undefined): TemplateMap {
  return isMap(value) ? value : {}
}
