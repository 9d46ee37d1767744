import { isMap, type TemplateMap, type TemplatePath, type TemplateValue } from '../value.ts'
import { nearest } from './nearest.ts'
import type { Remark, Rule } from './rule.ts'
import { sitesOf, writtenAtPath } from './site.ts'

/** Definitions of state machines that Step Functions refuses. */
export const stateMachine: Rule = {
  id: 'template/state-machine',
  category: 'correctness',
  severity: 'error',
  summary:
    'The definition of a state machine is valid JSON, starts at a state it has, and every transition leads to one.',
  source:
    'https://states-language.net/spec.html https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html',
  *check(input) {
    for (const { properties, at } of sitesOf(
      input,
      'AWS::StepFunctions::StateMachine',
      'AWS::Serverless::StateMachine',
    )) {
      for (const key of ['Definition', 'DefinitionString']) {
        if (properties[key] === undefined) continue
        yield* judge(writtenAtPath(input, at(key)), at(key))
      }
    }
  },
}

function* judge(written: TemplateValue | undefined, path: TemplatePath): Generator<Remark> {
  if (isMap(written) && typeof written['StartAt'] === 'string') {
    yield* machineRemarks(written, path)
    return
  }
  const text = literalOf(written)
  if (text === undefined) return
  let machine: TemplateValue
  try {
    // What is substituted stands in a text or for a number: a digit fits both.
    machine = JSON.parse(text.replaceAll(/\$\{[^}]*\}/g, '0'))
  } catch (cause) {
    const message = `the definition is no valid JSON: ${cause instanceof Error ? cause.message : ''}`
    yield { path, message, fix: 'compare commas, quotes and brackets of the definition' }
    return
  }
  // The text is one value of the template: its own lines have no place.
  if (isMap(machine)) for (const remark of machineRemarks(machine, [])) yield { ...remark, path }
}

function literalOf(value: TemplateValue | undefined): string | undefined {
  if (typeof value === 'string') return value
  const argument = isMap(value) ? value['Fn::Sub'] : undefined
  if (typeof argument === 'string') return argument
  const first = Array.isArray(argument) ? (argument as readonly TemplateValue[])[0] : undefined
  return typeof first === 'string' ? first : undefined
}

function* machineRemarks(machine: TemplateMap, path: TemplatePath): Generator<Remark> {
  const states = machine['States']
  const start = machine['StartAt']
  if (!isMap(states) || Object.keys(states).length === 0) {
    yield { path, message: 'a state machine needs states', fix: 'add "States: { … }"' }
    return
  }
  const names = Object.keys(states)
  const isKnown = (name: TemplateValue | undefined): boolean =>
    typeof name !== 'string' || name.includes('${') || names.includes(name)
  const suggestion = (name: TemplateValue | undefined): string =>
    `write one of: ${nearest(String(name), names) ?? names.slice(0, 5).join(', ')}`
  if (typeof start !== 'string')
    yield { path, message: 'a state machine needs StartAt', fix: `add "StartAt: ${names[0]}"` }
  else if (!isKnown(start)) {
    yield { path: [...path, 'StartAt'], message: `there is no state "${start}" to start at`, fix: suggestion(start) }
  }
  for (const [name, state] of Object.entries(states)) {
    if (!isMap(state)) continue
    const at = [...path, 'States', name]
    for (const [target, where] of targetsOf(state)) {
      if (isKnown(target)) continue
      const message = `state "${name}" leads to "${String(target)}", which is no state`
      yield { path: [...at, ...where], message, fix: suggestion(target) }
    }
    const type = state['Type']
    const needsEnd = ['Task', 'Pass', 'Wait', 'Parallel', 'Map'].includes(String(type))
    if (typeof type === 'string' && !types.includes(type) && !type.includes('${') && type !== '0') {
      yield {
        path: [...at, 'Type'],
        message: `"${type}" is no type of state`,
        fix: `write one of: ${types.join(', ')}`,
      }
    } else if (needsEnd && state['Next'] === undefined && state['End'] === undefined) {
      yield { path: at, message: `state "${name}" has neither Next nor End`, fix: 'add "Next: …" or "End: true"' }
    }
    const inner = isMap(state['Iterator']) ? 'Iterator' : isMap(state['ItemProcessor']) ? 'ItemProcessor' : undefined
    if (inner !== undefined) yield* machineRemarks(state[inner] as TemplateMap, [...at, inner])
    const branches = state['Branches']
    for (const [index, branch] of Array.isArray(branches) ? (branches as readonly TemplateValue[]).entries() : []) {
      if (isMap(branch)) yield* machineRemarks(branch, [...at, 'Branches', index])
    }
  }
}

const types: readonly string[] = ['Choice', 'Fail', 'Map', 'Parallel', 'Pass', 'Succeed', 'Task', 'Wait']

function* targetsOf(state: TemplateMap): Generator<readonly [target: TemplateValue | undefined, path: TemplatePath]> {
  for (const key of ['Next', 'Default']) if (state[key] !== undefined) yield [state[key], [key]]
  for (const key of ['Choices', 'Catch']) {
    const list = state[key]
    if (!Array.isArray(list)) continue
    for (const [index, item] of (list as readonly TemplateValue[]).entries()) {
      if (isMap(item) && item['Next'] !== undefined) yield [item['Next'], [key, index, 'Next']]
    }
  }
}
