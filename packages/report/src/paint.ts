/** Colours; each the identity where colours are off. */
export interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly cyan: (text: string) => string
}

const identity = (text: string): string => text

/** No colours at all; what every text is formed with unless told otherwise. */
export const plainPaint: Paint = {
  bold: identity,
  dim: identity,
  red: identity,
  green: identity,
  yellow: identity,
  cyan: identity,
}

/** How a text is formed: colours, and the width in columns to which it is wrapped; default: no colours, 100 columns. */
export interface Form {
  readonly paint: Paint
  readonly width: number
}

/** Completes a form with its defaults. */
export function formOf(form: Partial<Form> = {}): Form {
  return { paint: form.paint ?? plainPaint, width: Math.max(20, form.width ?? 100) }
}
