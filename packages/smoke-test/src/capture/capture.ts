import type { WrittenCapture } from '@project-utils/project'

/** What a step keeps of its answer under a name. */
export interface Capture {
  readonly name: string
  /** `header`: the header of this name. Else JSONata: on the answer's data, or (`whole`) on the whole answer. */
  readonly from: { readonly header: string } | { readonly jsonata: string; readonly whole: boolean }
  /** Whether the value is masked everywhere. */
  readonly secret: boolean
}

/** The captures of a step, from how they are written. */
export function readCaptures(written: Readonly<Record<string, WrittenCapture>> | undefined): readonly Capture[] {
  return Object.entries(written ?? {}).map(([name, one]) => {
    const secret = (typeof one === 'string' ? undefined : one.secret) ?? isSecretName(name)
    if (typeof one === 'string') return { name, from: { jsonata: one, whole: false }, secret }
    if ('header' in one) return { name, from: { header: one.header }, secret }
    if ('expression' in one) return { name, from: { jsonata: one.expression, whole: true }, secret }
    return { name, from: { jsonata: one.jsonata, whole: false }, secret }
  })
}

/** A name that says that its value is nobody's business. */
function isSecretName(name: string): boolean {
  return /token|secret|password|passwd|api-?_?key|credential|cookie|session/i.test(name)
}
