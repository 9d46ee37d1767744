/** AWS's Query protocol: forms in, XML out, as the SDK's client writes and reads them. */
import { escapeXml } from './xml.ts'

/** A form's fields as a tree: `Tags.member.1.Key=a` is `{ Tags: [{ Key: 'a' }] }`. */
export type Input = { readonly [name: string]: Field }
export type Field = string | readonly Field[] | Input

/** What an operation answers; dates as such, absent members undefined. */
export type Output = { readonly [name: string]: Member }
export type Member = string | number | boolean | Date | undefined | readonly Member[] | Output

/** An error as a service answers it. */
export class Refused extends Error {
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, status: number = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** CloudFormation's word for almost everything that it refuses. */
export function invalid(message: string): Refused {
  return new Refused('ValidationError', message)
}

/** Reads a form. */
export function readForm(text: string): { readonly action: string; readonly input: Input } {
  const tree: Tree = new Map()
  let action = ''
  for (const [name, value] of new URLSearchParams(text)) {
    if (name === 'Action') action = value
    else if (name !== 'Version') plant(tree, name.split('.'), value)
  }
  return { action, input: fieldOf(tree) as Input }
}

type Tree = Map<string, Tree | string>

function plant(tree: Tree, [head = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    tree.set(head, value)
    return
  }
  const known = tree.get(head)
  const next: Tree = known instanceof Map ? known : new Map()
  tree.set(head, next)
  plant(next, rest, value)
}

function fieldOf(tree: Tree | string): Field {
  if (typeof tree === 'string') return tree
  const members = tree.get('member')
  if (members instanceof Map) {
    const sorted = [...members].sort(([a], [b]) => Number(a) - Number(b))
    return sorted.map(([, member]) => fieldOf(member))
  }
  // The client writes an empty list as an empty field.
  return Object.fromEntries([...tree].map(([name, value]) => [name, fieldOf(value)]))
}

/** An answer's document. */
export function writeAnswer(action: string, output: Output, requestId: string): string {
  const result = `<${action}Result>${writeMembers(output)}</${action}Result>`
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`
  return `<${action}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">${result}${metadata}</${action}Response>`
}

/** A refusal's document. */
export function writeRefusal({ code, message, status }: Refused, requestId: string): string {
  const side = status >= 500 ? 'Receiver' : 'Sender'
  return `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>${side}</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`
}

function writeMembers(output: Output): string {
  return Object.entries(output)
    .map(([name, member]) => (member === undefined ? '' : `<${name}>${writeMember(member)}</${name}>`))
    .join('')
}

function writeMember(member: Exclude<Member, undefined>): string {
  if (member instanceof Date) return member.toISOString()
  if (typeof member !== 'object') return escapeXml(String(member))
  if (isList(member)) {
    return member.map((item) => (item === undefined ? '' : `<member>${writeMember(item)}</member>`)).join('')
  }
  return writeMembers(member)
}

function isList(member: readonly Member[] | Output): member is readonly Member[] {
  return Array.isArray(member)
}
