import type { Scalar } from './located.ts'
import { nearestName } from './nearest.ts'
import type { Complaint } from './problems.ts'
import type { Reference } from './reference.ts'

/** What references may name while a text is read. */
export interface Names {
  /** `env`, `project`, `account` and `region`, as far as they may be used. */
  readonly words: Readonly<Record<string, string>>
  /** Sections whose entries may be used as `${section.name}`; undefined for one that could not be read. */
  readonly groups: Readonly<Record<string, Readonly<Record<string, Scalar>> | undefined>>
  readonly stacks: readonly string[]
  /** Told of every entry that is used, as `section.name`. */
  readonly use: (name: string) => void
}

/** A piece of a text: as it is, known now, known to others, or wrong; `token` is its source, to find it by. */
export type Piece =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'known'; readonly value: Scalar; readonly token: string }
  | { readonly kind: 'reference'; readonly reference: Reference; readonly token: string }
  | { readonly kind: 'wrong'; readonly token: string; readonly complaint?: Complaint }

/**
 * Splits a text at its references: `${name}`, also inside one another, as in `${ssm:/${env}/mail-from}`; `$${` stands for
 * a literal `${`, and a `$` without brace for itself.
 */
export function readPieces(text: string, names: Names): readonly Piece[] {
  const pieces: Piece[] = []
  let literal = ''
  let at = 0
  while (at < text.length) {
    if (text.startsWith('$${', at)) {
      literal += '${'
      at += 3
    } else if (text.startsWith('${', at)) {
      if (literal !== '') pieces.push({ kind: 'text', value: literal })
      literal = ''
      const end = closing(text, at + 2)
      const token = text.slice(at, end === undefined ? text.length : end + 1)
      pieces.push(end === undefined ? unclosed(token) : readReference(token, names))
      at += token.length
    } else {
      literal += text[at]
      at++
    }
  }
  if (literal !== '') pieces.push({ kind: 'text', value: literal })
  return pieces
}

/** The offset of the brace that closes a reference. */
function closing(text: string, from: number): number | undefined {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    if (text.startsWith('${', at)) depth++
    else if (text[at] === '}' && --depth === 0) return at
  }
  return undefined
}

function unclosed(token: string): Piece {
  const complaint: Complaint = {
    code: 'PROJECT_REFERENCE_SYNTAX',
    message: `the reference "${token.slice(0, 40)}" is not closed`,
    hint: 'close it with "}", or write "$${" where the text itself is meant',
  }
  return { kind: 'wrong', token, complaint }
}

function readReference(token: string, names: Names): Piece {
  let body = ''
  for (const piece of readPieces(token.slice(2, -1), names)) {
    if (piece.kind === 'wrong') return piece
    if (piece.kind === 'reference') {
      return wrong(
        token,
        'PROJECT_REFERENCE_MISPLACED',
        `${piece.token} is known too late to be part of another reference`,
        {
          hint: 'inside a reference use env, project, account, region, flags or values',
        },
      )
    }
    body += String(piece.value)
  }
  return interpret(body, token, names)
}

function interpret(body: string, token: string, names: Names): Piece {
  if (Object.hasOwn(names.words, body)) return { kind: 'known', value: names.words[body] ?? '', token }
  const colon = /^(ssm|secret):(.*)$/s.exec(body)
  if (colon !== null) return parameterOrSecret(colon[1] ?? '', colon[2] ?? '', token)
  const [head = '', ...rest] = body.split('.')
  if (head === 'outputs') return output(rest, token, names)
  if (head === 'captured') return captured(rest.join('.'), token)
  if (Object.hasOwn(names.groups, head) && rest.length > 0) return groupEntry(head, rest.join('.'), token, names)
  const known = [
    ...Object.keys(names.words),
    ...Object.entries(names.groups).flatMap(([group, entries]) =>
      Object.keys(entries ?? {}).map((name) => `${group}.${name}`),
    ),
  ]
  const near = nearestName(body, known)
  const forms = [
    ...Object.keys(names.words),
    ...Object.keys(names.groups).map((group) => `${group}.…`),
    'outputs.stack.Output',
    'ssm:/name',
    'secret:name',
  ]
  return wrong(token, 'PROJECT_REFERENCE_UNKNOWN', `${token} refers to nothing known`, {
    hint:
      near === undefined
        ? `known: ${forms.join(', ')}; write "$${token}" where the text itself is meant`
        : `did you mean "\${${near}}"?`,
  })
}

function parameterOrSecret(kind: string, rest: string, token: string): Piece {
  if (kind === 'ssm') {
    if (/^[A-Za-z0-9_.\-/]{1,2048}$/.test(rest))
      return { kind: 'reference', token, reference: { kind: 'ssm', name: rest } }
    return wrong(token, 'PROJECT_REFERENCE_SYNTAX', `"${rest}" is no name of a parameter`, {
      hint: 'use letters, digits and . - _ /, such as ${ssm:/project/${env}/name}',
    })
  }
  const [, name, key] = /^([A-Za-z0-9/_+=.@-]{1,512})(?:#(.+))?$/.exec(rest) ?? []
  if (name === undefined) {
    return wrong(token, 'PROJECT_REFERENCE_SYNTAX', `"${rest}" is no name of a secret`, {
      hint: 'write ${secret:name}, or ${secret:name#key} for one key of a JSON secret',
    })
  }
  return { kind: 'reference', token, reference: { kind: 'secret', name, ...(key === undefined ? {} : { key }) } }
}

function captured(name: string, token: string): Piece {
  if (/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) return { kind: 'reference', token, reference: { kind: 'captured', name } }
  return wrong(token, 'PROJECT_REFERENCE_SYNTAX', `${token} names nothing that a step can capture`, {
    hint: 'write ${captured.name}, with the name under capture of an earlier step of the suite',
  })
}

function output(rest: readonly string[], token: string, names: Names): Piece {
  const [stack = '', name = '', ...more] = rest
  if (stack === '' || !/^[A-Za-z0-9]+$/.test(name) || more.length > 0) {
    return wrong(token, 'PROJECT_REFERENCE_SYNTAX', `${token} is no reference to an output`, {
      hint: "write ${outputs.stack.Output}, with the stack's key and the output's logical name",
    })
  }
  if (names.stacks.includes(stack))
    return { kind: 'reference', token, reference: { kind: 'outputs', stack, output: name } }
  const near = nearestName(stack, names.stacks)
  return wrong(token, 'PROJECT_REFERENCE_UNKNOWN', `${token} names the stack "${stack}", which is not declared`, {
    hint:
      near === undefined
        ? `declared: ${names.stacks.join(', ') || 'none'}`
        : `did you mean "\${outputs.${near}.${name}}"?`,
  })
}

function groupEntry(group: string, name: string, token: string, names: Names): Piece {
  const entries = names.groups[group]
  // Its own problems are told; whether this entry exists cannot be said.
  if (entries === undefined) return { kind: 'wrong', token }
  const value = Object.hasOwn(entries, name) ? entries[name] : undefined
  if (value !== undefined) {
    names.use(`${group}.${name}`)
    return { kind: 'known', value, token }
  }
  const near = nearestName(name, Object.keys(entries))
  return wrong(token, 'PROJECT_REFERENCE_UNKNOWN', `${token} names "${name}", which is not declared under ${group}`, {
    hint:
      near === undefined ? `add it: defaults: { ${group}: { ${name}: … } }` : `did you mean "\${${group}.${near}}"?`,
  })
}

function wrong(token: string, code: Complaint['code'], message: string, rest: { readonly hint: string }): Piece {
  return { kind: 'wrong', token, complaint: { code, message, ...rest } }
}
