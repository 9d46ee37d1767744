import type { Ignore } from 'ignore'

/** The patterns that decide what of a folder is packed; more come as folders are entered. The last that fits decides. */
export interface Patterns {
  /**
   * Adds patterns in the syntax of `.gitignore`.
   *
   * @param base the folder they stand in, relative to the root, `/`-separated; empty for the root
   */
  add(lines: readonly string[], base: string): Promise<void>
  /** What the last pattern that fits says; `named` where it does not merely bring back everything; undefined: none fits. */
  decide(path: string, isFolder: boolean): 'in' | 'named' | 'out' | undefined
}

/** Opens a list without patterns; their library is loaded with the first. */
export function openPatterns(): Patterns {
  let matcher: Ignore | undefined
  /** What patterns with `!` bring back, but for those that bring back everything. */
  let named: Ignore | undefined
  return {
    async add(lines, base) {
      const own = lines.map((line) => line.normalize('NFC')).filter((line) => /^\s*[^\s#]/.test(line))
      if (own.length === 0) return
      matcher ??= await openMatcher()
      named ??= await openMatcher()
      const all = own.map((line) => (base === '' ? line : placed(line, base)))
      matcher.add(all)
      named.add(
        all.filter((line) => line.startsWith('!') && !/[!/][*?]+\/?\s*$/.test(line)).map((line) => line.slice(1)),
      )
    },
    decide(path, isFolder) {
      const tested = isFolder ? `${path}/` : path
      const { ignored, unignored } = matcher?.test(tested) ?? {}
      if (ignored === true) return 'out'
      if (unignored !== true) return undefined
      return named?.ignores(tested) === true ? 'named' : 'in'
    },
  }
}

/** A pattern of files to pack. */
export interface Inclusion {
  readonly pattern: string
  /** The folder under which all that fits must lie; empty for the root. */
  readonly base: string
  fits(path: string): boolean
}

/** Reads patterns such as `templates/**`, relative to the root; those that begin with `!` take out again. */
export async function readInclusions(patterns: readonly string[]): Promise<readonly Inclusion[]> {
  const negative = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1))
  const left = (await openMatcher()).add(negative.map(anchored))
  const inclusions: Inclusion[] = []
  for (const pattern of patterns.filter((each) => !each.startsWith('!'))) {
    const matcher = (await openMatcher()).add(anchored(pattern))
    const parts = relativePart(pattern).split('/')
    const magic = parts.findIndex((part) => /[*?[\]\\]/.test(part))
    const base = parts.slice(0, magic === -1 ? -1 : magic).join('/')
    inclusions.push({ pattern, base, fits: (path) => matcher.ignores(path) && !left.ignores(path) })
  }
  return inclusions
}

async function openMatcher(): Promise<Ignore> {
  const { default: ignore } = await import('ignore')
  // As git on Linux: the same on machines whose file system knows no case.
  return ignore({ ignorecase: false })
}

/** A pattern of a folder below the root, as a pattern of the root. */
function placed(line: string, base: string): string {
  const [, mark = '', slash = '', rest = ''] = /^(!?)(\/?)(.*)$/s.exec(line) ?? []
  const inner = rest.replace(/\/\s*$/, '')
  const anywhere = slash === '' && !inner.includes('/') ? '**/' : ''
  return `${mark}/${base.replace(/[*?[\]\\ ]/g, '\\$&')}/${anywhere}${rest}`
}

function anchored(pattern: string): string {
  return `/${relativePart(pattern)}`
}

function relativePart(pattern: string): string {
  return pattern.normalize('NFC').replace(/^(\.?\/)+/, '')
}
