import type { Place, Scope } from '@project-utils/contract'
import { type Names, type Piece, readPieces } from './interpolate.ts'
import { keyOffset, type Located, type LocatedScalar, locate, type Path } from './located.ts'
import { findPath } from './paths.ts'
import type { Complaint, Problems } from './problems.ts'
import { type JsonWithText, joinParts, type Text } from './reference.ts'
import type { SectionContext } from './section.ts'
import type { Source } from './source.ts'

/** What a context is made of. */
interface Ingredients {
  readonly source: Source
  readonly problems: Problems
  /** The folder of `source`, absolute. */
  readonly root: string
  readonly scope: Scope
  readonly names: Names
  readonly section: string
  /** Where the section's key stands. */
  readonly keyStart: number | undefined
  /** The section's merged value. */
  readonly value: Located | undefined
}

/** Makes what a section's `resolve` asks; what it finds wrong goes to the problems. */
export function sectionContext(from: Ingredients): SectionContext {
  const { source, problems, root, scope, names, section, value, keyStart } = from
  const nameOf = (path: Path): string => [section, ...path].join('.')
  const placeAt = (offset: number | undefined): Place =>
    offset === undefined || offset < 0 ? { file: source.file } : source.place(offset)
  const offsetOf = (path: Path): number | undefined => (path.length === 0 ? keyStart : keyOffset(value, path))
  const place = (path: Path = []): Place => placeAt(offsetOf(path))

  const read = (path: Path): { readonly scalar: LocatedScalar | undefined; readonly pieces: readonly Piece[] } => {
    const scalar = locate(value, path)
    if (scalar?.kind !== 'scalar' || scalar.value === null) return { scalar: undefined, pieces: [] }
    if (typeof scalar.value !== 'string') {
      return { scalar, pieces: [{ kind: 'known', value: scalar.value, token: scalar.written }] }
    }
    const pieces = readPieces(scalar.value, names)
    judge(pieces, scalar)
    return { scalar, pieces }
  }

  /** Notes the wrong pieces, each at its own column. */
  const judge = (pieces: readonly Piece[], scalar: LocatedScalar): void => {
    let from = scalar.start
    for (const piece of pieces) {
      if (piece.kind === 'text') continue
      const found = findToken(source.text, piece.token, Math.max(from, 0))
      const inside = found !== -1 && found < scalar.end
      if (inside) from = found + piece.token.length
      const complaint = piece.kind === 'wrong' ? piece.complaint : misplaced(piece, section)
      if (complaint !== undefined) problems.add(inside ? found : scalar.start, complaint)
    }
  }

  const text = (path: Path): Text => {
    const { scalar, pieces } = read(path)
    refuseLossyNumber(scalar, nameOf(path), problems)
    return joinText(pieces, placeAt(scalar?.start))
  }

  const plainText = (path: Path, refused: (piece: Piece) => boolean, why: string): string => {
    const { scalar, pieces } = read(path)
    refuseLossyNumber(scalar, nameOf(path), problems)
    const late = pieces.find((piece) => piece.kind !== 'text' && refused(piece))
    if (late !== undefined && 'token' in late && late.kind !== 'wrong') {
      problems.add(scalar?.start, {
        code: 'PROJECT_REFERENCE_MISPLACED',
        message: `${nameOf(path)} cannot hold ${late.token}: ${why}`,
        hint: 'such a value can be used in stacks.*.parameters, site.config and suites',
      })
    }
    const whole = late === undefined && pieces.every(({ kind }) => kind !== 'wrong')
    return whole ? pieces.map((piece) => ('value' in piece ? String(piece.value) : '')).join('') : ''
  }

  const existing = (path: Path, kind: 'file' | 'folder'): string => {
    const scalar = locate(value, path)
    const written = scalar?.kind === 'scalar' ? String(scalar.value) : ''
    const { absolute, complaint } = findPath(root, written, kind)
    if (complaint !== undefined)
      problems.add(scalar?.start, { ...complaint, message: `${nameOf(path)}: ${complaint.message}` })
    return absolute
  }

  const scalarAt = (path: Path): Text | number | boolean => {
    const { scalar, pieces } = read(path)
    const [only] = pieces
    if (pieces.length === 1 && only?.kind === 'known') return only.value
    return joinText(pieces, placeAt(scalar?.start))
  }

  const json = (path: Path): JsonWithText => {
    const here = locate(value, path)
    if (here === undefined) return null
    if (here.kind === 'list') return here.items.map((_, index) => json([...path, index]))
    if (here.kind === 'map')
      return Object.fromEntries([...here.entries.keys()].map((key) => [key, json([...path, key])]))
    return here.value === null ? null : scalarAt(path)
  }

  return {
    project: scope.project,
    environment: scope.environment,
    tier: scope.tier,
    account: scope.account,
    region: scope.region,
    place,
    text,
    scalar: scalarAt,
    json,
    words: (path) => plainText(path, ({ kind }) => kind === 'reference', 'it is needed before anything is deployed'),
    constant: (path) => plainText(path, differs, 'it is the same in every environment'),
    file: (path) => existing(path, 'file'),
    folder: (path) => existing(path, 'folder'),
    problem: (path, complaint) => problems.add(offsetOf(path), complaint),
  }
}

/** Finds a reference in the source; after another `$` it is none. */
function findToken(text: string, token: string, from: number): number {
  let found = text.indexOf(token, from)
  while (found > 0 && token.startsWith('${') && text[found - 1] === '$') found = text.indexOf(token, found + 1)
  return found
}

/** What a step captured is known while its suite runs, and nowhere else. */
function misplaced(piece: Piece, section: string): Complaint | undefined {
  if (piece.kind !== 'reference' || piece.reference.kind !== 'captured' || section === 'suites') return undefined
  return {
    code: 'PROJECT_REFERENCE_MISPLACED',
    message: `${piece.token} is known only while a suite runs`,
    hint: 'use it in the settings of a step, after the step that captures it',
  }
}

/** Tells whether a piece may differ between environments. */
function differs(piece: Piece): boolean {
  return piece.kind !== 'text' && piece.token.startsWith('${') && piece.token !== '${project}'
}

function joinText(pieces: readonly Piece[], where: Place): Text {
  return joinParts(
    pieces.map((piece) => (piece.kind === 'reference' ? piece.reference : 'value' in piece ? String(piece.value) : '')),
    where,
  )
}

/** A number that is to become a text must read the same both ways: 1.10 would become 1.1. */
function refuseLossyNumber(scalar: LocatedScalar | undefined, name: string, problems: Problems): void {
  if (typeof scalar?.value !== 'number' || scalar.written === '' || String(scalar.value) === scalar.written) return
  problems.add(scalar.start, {
    code: 'PROJECT_VALUE_UNQUOTED',
    message: `${name} is written ${scalar.written}, which as a number is ${scalar.value}`,
    hint: `write the text in quotes: "${scalar.written}", or the number as ${scalar.value}`,
  })
}
