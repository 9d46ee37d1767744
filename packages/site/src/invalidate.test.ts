import { expect, test } from 'vitest'
import { fakeClient, sdkError } from './fake-send.test.fixture.ts'
import { invalidate } from './invalidate.ts'
import { listening } from './test-folder.test.fixture.ts'

const input = { distribution: 'D1', paths: ['/', '/index.html'], reference: 'release-1' }
const invalidation = (Status: string) => ({ Invalidation: { Id: 'I1', Status } })

test('creates one invalidation and waits until it is completed', async () => {
  const answers = ['InProgress', 'InProgress', 'Completed']
  const { cloudfront, sent } = fakeClient(() => invalidation(answers.shift() ?? ''))
  expect(await invalidate(cloudfront, input, listening())).toBe('I1')
  expect(sent.map(({ name }) => name)).toEqual(['CreateInvalidation', 'GetInvalidation', 'GetInvalidation'])
  expect(sent[0]?.input).toMatchObject({
    DistributionId: 'D1',
    InvalidationBatch: { Paths: { Quantity: 2, Items: ['/', '/index.html'] } },
  })
})

test('names the same request alike, and another one otherwise', async () => {
  const requestOf = async (more: Partial<typeof input>): Promise<unknown> => {
    const { cloudfront, sent } = fakeClient(() => invalidation('Completed'))
    await invalidate(cloudfront, { ...input, ...more }, listening())
    return sent[0]?.input['InvalidationBatch']
  }
  const own = await requestOf({})
  expect(await requestOf({})).toEqual(own)
  const reference = expect.objectContaining({ CallerReference: (own as { CallerReference: string }).CallerReference })
  expect(await requestOf({ paths: ['/'] })).not.toEqual(reference)
  expect(await requestOf({ reference: 'release-2' })).not.toEqual(reference)
})

test('waits for its turn while too many are in progress', async () => {
  const { cloudfront, sent } = fakeClient((_, count) =>
    count < 3 ? sdkError('TooManyInvalidationsInProgress', 400) : invalidation('Completed'),
  )
  const context = listening()
  expect(await invalidate(cloudfront, input, context)).toBe('I1')
  expect(sent.length).toBe(3)
  expect(context.notices).toContainEqual(expect.objectContaining({ note: expect.stringContaining('too many') }))
})

test('gives up at the time limit and says that it goes on', async () => {
  const { cloudfront } = fakeClient(() => invalidation('InProgress'))
  await expect(invalidate(cloudfront, { ...input, timeLimit: 150 }, listening())).rejects.toThrow(
    expect.objectContaining({ code: 'SITE_INVALIDATION_UNFINISHED' }),
  )
})

test('explains a refusal', async () => {
  const { cloudfront } = fakeClient(() =>
    sdkError('NoSuchDistribution', 404, 'The specified distribution does not exist.'),
  )
  await expect(invalidate(cloudfront, input, listening())).rejects.toThrow(
    expect.objectContaining({ code: 'AWS_REFUSED', message: expect.stringContaining('D1') }),
  )
})

test('stops waiting when the run is interrupted', async () => {
  const controller = new AbortController()
  const { cloudfront } = fakeClient((_, count) => {
    if (count === 2) controller.abort('SIGINT')
    return invalidation('InProgress')
  })
  await expect(invalidate(cloudfront, input, listening(controller.signal))).rejects.toBe('SIGINT')
})

test('invalidates everything rather than more than CloudFront takes', async () => {
  const { cloudfront, sent } = fakeClient(() => invalidation('Completed'))
  const paths = Array.from({ length: 3001 }, (_, index) => `/${index}`)
  await invalidate(cloudfront, { ...input, paths }, listening())
  expect(sent[0]?.input).toMatchObject({ InvalidationBatch: { Paths: { Quantity: 1, Items: ['/*'] } } })
})
