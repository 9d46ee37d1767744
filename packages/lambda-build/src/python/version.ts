/** Compares release numbers such as `3.10` and `3.9.1`: negative, zero or positive. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [numbersOf(one), numbersOf(other)]
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Tells whether a version fulfils one clause such as `>=3.8`, `~=3.10`, `^1.2`, `~1.2`, `==3.*` or `*`. */
function fulfils(version: string, clause: string): boolean {
  const [, operator = '', wanted = ''] = /^\s*(===|==|!=|<=|>=|~=|<|>|\^|~|=)?\s*v?(\S*)\s*$/.exec(clause) ?? []
  if (wanted === '*' || wanted === '') return true
  if (wanted.endsWith('.*')) {
    const prefix = numbersOf(wanted.slice(0, -2))
    const same = prefix.every((number, index) => number === (numbersOf(version)[index] ?? 0))
    return operator === '!=' ? !same : same
  }
  const compared = compareVersions(version, wanted)
  if (operator === '<') return compared < 0
  if (operator === '<=') return compared <= 0
  if (operator === '>') return compared > 0
  if (operator === '>=') return compared >= 0
  if (operator === '!=') return compared !== 0
  if (operator === '~=' || operator === '^' || operator === '~')
    return compared >= 0 && compareVersions(version, ceiling(operator, wanted)) < 0
  return compared === 0
}

/** Tells whether a version fulfils a constraint in the way of PEP 440 or Poetry: clauses joined by `,` and `||`. */
export function satisfies(version: string, constraint: string): boolean {
  return constraint.split(/\|\|?/).some((part) => {
    const clauses = part.split(/,|(?<=[\d*])\s+(?=[<>=!~^])/)
    return clauses.every((clause) => fulfils(version, clause))
  })
}

/** The first version that is too new. */
function ceiling(operator: string, wanted: string): string {
  const numbers = numbersOf(wanted)
  const first = numbers.findIndex((number) => number > 0)
  const last = numbers.length - 1
  const at =
    operator === '^' ? (first === -1 ? last : first) : operator === '~=' ? Math.max(0, last - 1) : Math.min(1, last)
  return [...numbers.slice(0, at), (numbers[at] ?? 0) + 1].join('.')
}

function numbersOf(version: string): readonly number[] {
  const [release = ''] = /^\d+(\.\d+)*/.exec(version.replace(/^\d+!/, '')) ?? []
  return release.split('.').map(Number)
}
