import type { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import type { S3Client } from '@aws-sdk/client-s3'

/** A command as it was sent. */
export interface Sent {
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
}

type Answer = (sent: Sent, count: number) => unknown

/** A client that keeps what it is sent and answers as told; an `Error` as answer is thrown. */
export function fakeClient(answer: Answer): {
  readonly s3: S3Client
  readonly cloudfront: CloudFrontClient
  readonly sent: Sent[]
} {
  const sent: Sent[] = []
  const send = async (command: { readonly constructor: { readonly name: string }; readonly input: Sent['input'] }) => {
    const one = { name: command.constructor.name.replace(/Command$/, ''), input: command.input }
    sent.push(one)
    await new Promise(setImmediate)
    const value = answer(one, sent.length)
    if (value instanceof Error) throw value
    return value ?? {}
  }
  return { s3: { send } as unknown as S3Client, cloudfront: { send } as unknown as CloudFrontClient, sent }
}

/** An error as the SDK throws it. */
export function sdkError(name: string, status: number, message: string = name): Error {
  return Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode: status } })
}
