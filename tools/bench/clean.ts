/** Puts the local cloud back to where a first deployment finds it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Signed } from './signed.ts'

/** Deletes a stack and all that lies in its buckets, and waits for it. One that does not exist is fine. */
export async function deleteStack(aws: Signed, stack: string): Promise<void> {
  const { text } = await aws.cloudFormation('DescribeStackResources', { StackName: stack })
  for (const [, member = ''] of text.matchAll(/<member>(.*?)<\/member>/gs)) {
    const bucket = /<PhysicalResourceId>([^<]+)</.exec(member)?.[1]
    if (member.includes('AWS::S3::Bucket<') && bucket !== undefined) await emptyBucket(aws, bucket)
  }
  await aws.cloudFormation('DeleteStack', { StackName: stack })
  for (let looks = 0; looks < 600; looks++) {
    const look = await aws.cloudFormation('DescribeStacks', { StackName: stack })
    if (look.status !== 200 || look.text.includes('<StackStatus>DELETE_COMPLETE')) return
    if (look.text.includes('<StackStatus>DELETE_FAILED')) throw new Error(look.text)
    await sleep(50)
  }
  throw new Error(`stack ${stack} is not deleted after 30 s`)
}

/** Deletes all objects of a bucket, every version of them. */
export async function emptyBucket(aws: Signed, bucket: string): Promise<void> {
  for (;;) {
    const { text } = await aws.send('s3', 'GET', `/${bucket}?versions=`)
    const found = [...text.matchAll(/<(?:Version|DeleteMarker)>(.*?)<\/(?:Version|DeleteMarker)>/gs)]
    for (const [, each = ''] of found) {
      const key = /<Key>([^<]+)</.exec(each)?.[1] ?? ''
      const version = /<VersionId>([^<]+)</.exec(each)?.[1] ?? 'null'
      const path = key.split('/').map(encodeURIComponent).join('/')
      const { status } = await aws.send('s3', 'DELETE', `/${bucket}/${path}?versionId=${version}`)
      if (status >= 300) throw new Error(`object ${key} of ${bucket} is not deleted: ${status}`)
    }
    if (found.length === 0) return
  }
}

/** Makes a bucket, or finds it. */
export async function makeBucket(aws: Signed, bucket: string): Promise<void> {
  const { status, text } = await aws.send('s3', 'PUT', `/${bucket}`)
  if (status >= 300 && status !== 409) throw new Error(text)
}
