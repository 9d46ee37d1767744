const expressions = new Map<string, RegExp>()

/** A published pattern, ready for use; read with Unicode's meaning where it can be. The distiller kept only those that compile. */
export function expression(pattern: string): RegExp {
  const known = expressions.get(pattern)
  if (known !== undefined) return known
  let made: RegExp
  try {
    made = new RegExp(pattern, 'u')
  } catch {
    made = new RegExp(pattern)
  }
  expressions.set(pattern, made)
  return made
}
