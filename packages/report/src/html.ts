/** HTML that is safe to be put into a page: only `html` makes it. */
export interface Html {
  readonly html: string
}

/** Puts HTML together; every text in it is escaped, lists are joined, undefined and false are left out. */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (Html | string | number | false | undefined | readonly Html[])[]
): Html {
  return { html: parts.map((part, index) => part + textOf(values[index])).join('') }
}

function textOf(value: Html | string | number | false | undefined | readonly Html[]): string {
  if (value === undefined || value === false) return ''
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value))
  return Array.isArray(value) ? value.map((one: Html) => one.html).join('') : (value as Html).html
}

/** As text and inside quoted attributes. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
