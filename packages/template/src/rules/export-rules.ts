import { intrinsicOf } from '../value.ts'
import { bringsUnseen } from './brings.ts'
import { exportsOf, importsOf } from './exports.ts'
import { nearest } from './nearest.ts'
import type { Rule } from './rule.ts'
import { guidePage, referencePage } from './sources.ts'

const exportsPage = guidePage('using-cfn-stack-exports')

/** Names that two outputs of the project export. */
export const duplicateExport: Rule = {
  id: 'template/duplicate-export',
  category: 'correctness',
  severity: 'error',
  summary: 'The name of an export is unique in its account and region, so also among the stacks of a project.',
  source: exportsPage,
  *check({ resolved, setting }) {
    const seen = new Map<string, string>()
    for (const { output, name: known, path } of exportsOf(resolved)) {
      // What is known only later is the same where it is written the same.
      const written = resolved.template.outputs[output]?.exportName
      const name = known ?? JSON.stringify(written ?? null)
      if (name === '') continue
      const other = seen.get(name) ?? setting.others?.find((stack) => stack.exports.includes(name))?.name
      if (other !== undefined) {
        const message = `${known === undefined ? 'this name' : `"${known}"`} is exported by ${seen.has(name) ? 'output' : 'stack'} ${other} already`
        yield { path, message, fix: 'begin the name with that of the stack: !Sub "${AWS::StackName}-…"' }
      }
      seen.set(name, output)
    }
  },
}

/** Imports that no stack of the project exports. */
export const unexportedImport: Rule = {
  id: 'template/unexported-import',
  category: 'correctness',
  severity: 'warning',
  summary: 'What a template imports is exported by a stack of the project, and not by itself.',
  source: `${exportsPage} ${referencePage('intrinsic-function-reference-importvalue')}`,
  *check({ resolved, setting }) {
    const own = new Set(exportsOf(resolved).map(({ name }) => name))
    for (const { name, path } of importsOf(resolved)) {
      if (name === undefined) continue
      if (own.has(name)) {
        const message = `"${name}" is imported by the stack that exports it`
        yield { path, message, fix: 'refer to the resource itself', severity: 'error' }
        continue
      }
      const { others } = setting
      if (others === undefined || others.some(({ exports, isOpen }) => isOpen || exports.includes(name))) continue
      const near = nearest(
        name,
        others.flatMap(({ exports }) => exports),
      )
      const message = `no stack of the project exports "${name}"`
      yield { path, message, fix: near === undefined ? 'see that a stack elsewhere exports it' : `write "${near}"` }
    }
  },
}

/** Outputs whose value CloudFormation refuses. */
export const outputValue: Rule = {
  id: 'template/output-value',
  category: 'correctness',
  severity: 'error',
  summary: 'The value of an output is a text, and an export has a name of letters, digits, colons and hyphens.',
  source: guidePage('outputs-section-structure'),
  *check({ template, resolved }) {
    for (const { name, path } of exportsOf(resolved)) {
      if (name === undefined || /^[A-Za-z0-9:-]{1,255}$/.test(name)) continue
      const message = `"${name}" is no name of an export`
      yield { path, message, fix: 'use 1 to 255 letters, digits, colons and hyphens' }
    }
    if (bringsUnseen(template)) return
    for (const { name, value } of Object.values(template.outputs)) {
      const path = ['Outputs', name, 'Value']
      if (value === null)
        yield { path, message: `output ${name} has no value`, fix: 'add a value, or remove the output' }
      else if (Array.isArray(value)) {
        const message = `the value of output ${name} is a list: outputs are texts`
        yield { path, message, fix: 'join it: !Join [",", …]' }
      } else if (typeof value === 'object' && intrinsicOf(value) === undefined) {
        const message = `the value of output ${name} is a mapping: outputs are texts`
        yield { path, message, fix: 'give out one value, or Fn::ToJsonString' }
      }
      const written = template.value['Outputs']
      const whole =
        typeof written === 'object' && written !== null ? (written as Record<string, unknown>)[name] : undefined
      const shared =
        typeof whole === 'object' && whole !== null ? (whole as Record<string, unknown>)['Export'] : undefined
      if (shared === undefined) continue
      const isNamed = typeof shared === 'object' && shared !== null && 'Name' in shared
      if (!isNamed)
        yield { path: ['Outputs', name, 'Export'], message: `the export of ${name} has no name`, fix: 'add "Name: …"' }
    }
  },
}
