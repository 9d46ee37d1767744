/** Why there is no whole answer, in plain words. */
export class NoAnswer extends Error {
  /** Whether another try would end the same way. */
  readonly isFinal: boolean

  constructor(message: string, { isFinal = false }: { readonly isFinal?: boolean } = {}) {
    super(message)
    this.isFinal = isFinal
  }
}
