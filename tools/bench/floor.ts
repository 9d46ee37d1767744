/**
 * The floor: only the calls that a deployment cannot avoid, signed by hand; no configuration, no checks, no safety. It
 * tells how much of a tool's time is a choice. Arguments: stack, bucket. The folder is that of the project.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { crc32, deflateRawSync } from 'node:zlib'
import { type Answer, openSigned } from './signed.ts'

const [stack = '', bucket = ''] = process.argv.slice(2)
const aws = openSigned(process.env)

function cloudFormation(action: string, parameters: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return aws.cloudFormation(action, { StackName: stack, ...parameters })
}

function zip(name: string, data: Buffer): Buffer {
  const packed = deflateRawSync(data)
  const common = Buffer.alloc(26)
  common.set([20, 0, 0, 8, 8, 0, 0, 0, 0x21, 0])
  common.writeUInt32LE(crc32(data), 10)
  common.writeUInt32LE(packed.length, 14)
  common.writeUInt32LE(data.length, 18)
  common.writeUInt16LE(name.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed])
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE((0o100644 << 16) >>> 0, 6)
  const entry = Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), common, rest, Buffer.from(name)])
  const end = Buffer.alloc(22)
  end.set([0x50, 0x4b, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0])
  end.writeUInt32LE(entry.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, entry, end])
}

const code = zip('index.js', readFileSync('code/index.js'))
const place = `code/${createHash('sha256').update(code).digest('hex')}`
const template = readFileSync('template.yaml', 'utf8').replace(
  'Code: code',
  `Code: { S3Bucket: ${bucket}, S3Key: ${place} }`,
)
const digest = createHash('sha256').update(template).digest('hex')
const before = await cloudFormation('DescribeStacks')
const exists = before.status === 200
const isSettled = /<StackStatus>(CREATE|UPDATE)_COMPLETE</.test(before.text)
if (!isSettled || !before.text.includes(digest)) {
  const put = await aws.send('s3', 'PUT', `/${bucket}/${place}`, code, { 'if-none-match': '*' })
  if (put.status !== 200 && put.status !== 412) throw new Error(put.text)
  const { status, text } = await cloudFormation(exists ? 'UpdateStack' : 'CreateStack', {
    TemplateBody: template,
    'Capabilities.member.1': 'CAPABILITY_IAM',
    'Tags.member.1.Key': 'digest',
    'Tags.member.1.Value': digest,
  })
  if (status !== 200) throw new Error(text)
  for (let pause = 100; ; pause = Math.min(pause * 1.5, 2000)) {
    await sleep(pause)
    const look = await cloudFormation('DescribeStacks')
    if (/<StackStatus>(CREATE|UPDATE)_COMPLETE</.test(look.text)) break
    if (!/_IN_PROGRESS</.test(look.text)) throw new Error(look.text)
  }
}
aws.close()
