/** A request of a step. */
export interface HttpRequest {
  /** Upper case. */
  readonly method: string
  readonly url: string
  /** By lower-case name; several values of one name are sent as several headers. */
  readonly headers: HttpHeaders
  readonly body?: string | Uint8Array
}

export type HttpHeaders = Readonly<Record<string, string | readonly string[]>>

/** An answer over HTTP, read to its end. */
export interface HttpAnswer {
  readonly status: number
  /** By lower-case name; several values of one header joined by comma and space. */
  readonly headers: Readonly<Record<string, string>>
  /** Decompressed. */
  readonly body: Uint8Array
  /** From sending to the last byte. */
  readonly ms: number
  /** What else is known of it, such as the failure of the function behind it. */
  readonly note?: string
}

/** An answer, or why there is none. */
export type Reply =
  | { readonly answer: HttpAnswer }
  | { readonly failure: string; readonly transient: boolean; readonly answer?: undefined }

/** Bytes of a body that a step reads, as they come and after decompression. */
export const bodyLimit: number = 5 * 1024 * 1024

/** An address for people: what stands in its query may be a secret in a form that nobody masks. */
export function withoutQuery(url: string): string {
  const end = url.search(/[?#]/)
  return end < 0 ? url : `${url.slice(0, end)}?…`
}
