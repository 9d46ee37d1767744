import type { Form, Paint } from './program.ts'

const identity = (text: string): string => text

/** No colours at all. */
export const plainPaint: Paint = {
  bold: identity,
  dim: identity,
  red: identity,
  green: identity,
  yellow: identity,
  cyan: identity,
}

/** The colours for a stream; the library for them is loaded only where there are any. */
export async function choosePaint(coloured: boolean): Promise<Paint> {
  if (!coloured) return plainPaint
  const { default: kleur } = await import('kleur')
  // kleur judges by stdout alone; which stream gets colours was decided above.
  kleur.enabled = true
  return {
    bold: (text) => kleur.bold(text),
    dim: (text) => kleur.dim(text),
    red: (text) => kleur.red(text),
    green: (text) => kleur.green(text),
    yellow: (text) => kleur.yellow(text),
    cyan: (text) => kleur.cyan(text),
  }
}

/** Completes a form: no colours, no bound. */
export function formOf(form: Partial<Form> = {}): Form {
  return { paint: form.paint ?? plainPaint, width: form.width ?? Number.POSITIVE_INFINITY }
}
