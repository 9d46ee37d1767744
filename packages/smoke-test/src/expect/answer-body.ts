import { isUtf8 } from 'node:buffer'

/** A body as text and as data, each read once and only when somebody asks. */
export interface AnswerBody {
  readonly bytes: Uint8Array
  /** Undefined where it is no UTF-8. */
  text(): string | undefined
  /** Undefined where it is no JSON. */
  json(): { readonly value: unknown } | undefined
}

/** A view on the bytes of a body. */
export function viewBody(bytes: Uint8Array): AnswerBody {
  let text: string | undefined
  let isRead = false
  let json: { readonly value: unknown } | undefined
  let isParsed = false
  const readText = (): string | undefined => {
    if (!isRead) text = decode(bytes)
    isRead = true
    return text
  }
  return {
    bytes,
    text: readText,
    json() {
      if (!isParsed) json = parse(readText())
      isParsed = true
      return json
    },
  }
}

function decode(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) return undefined
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
  return text.startsWith('\ufeff') ? text.slice(1) : text
}

function parse(text: string | undefined): { readonly value: unknown } | undefined {
  try {
    return text === undefined ? undefined : { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}
