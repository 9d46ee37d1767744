/** Attributes of a message as SQS and SNS write them. */
export function toMessageAttributes(
  attributes: Readonly<Record<string, string>> | undefined,
): Record<string, { DataType: 'String'; StringValue: string }> | undefined {
  if (attributes === undefined) return undefined
  return Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  )
}

/** What is sent: a text as it is, anything else as JSON. */
export function toBody({ value }: { readonly value: unknown }): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null')
}
