import { expect, test } from 'vitest'
import { fakeClient, problemsOf, runOne, serviceError } from './step.test.fixture.ts'

test.each([
  [{ publish: 'x' }, ['needs topic']],
  [{ topic: 'Alerts' }, ['needs publish']],
  [{ topic: 'a b', publish: 'x' }, ['"a b" is no name (topic)']],
  [{ topic: 'Alerts', publish: 'x', attributes: { a: {} } }, ['{"a":{}} is no map of texts (attributes)']],
  [
    { topic: 'Alerts', publish: 'x', expect: { status: 200 } },
    ['publishing proves only that SNS took the message (expect)'],
  ],
  [{ topic: 'Alerts', publish: 'x', phone: '1' }, ['"phone" is no setting of such a step (phone)']],
])('refuses %j', (settings, problems) => {
  expect(problemsOf('sns', settings as never)).toEqual(problems)
})

const arn = 'arn:aws:sns:us-east-1:111111111111:votes-dev-topic-alerts'
const resources = { Alerts: { physicalId: arn, type: 'AWS::SNS::Topic', stack: 'votes-dev-app' } }

test.each(['Alerts', '-alerts', 'votes-dev-topic-alerts', arn])('publishes to %s', async (topic) => {
  const { client, calls } = fakeClient({ Publish: { MessageId: 'm' } })
  const settings = { topic, publish: { id: 7 }, subject: 'hi', attributes: { kind: 'vote' } }
  expect((await runOne('sns', settings, { client, resources })).message).toBeUndefined()
  expect(calls[0]?.input).toMatchObject({
    TopicArn: arn,
    Message: '{"id":7}',
    Subject: 'hi',
    MessageAttributes: { kind: { DataType: 'String', StringValue: 'vote' } },
  })
})

test.each([
  [{}, 'expected the id of the message, the answer has none'],
  [serviceError('NotFoundException', 'no', 404), `topic ${arn} does not exist; the project has Alerts (${arn})`],
  [serviceError('AuthorizationError', 'no', 403), `publishing to topic ${arn}: no; it takes sns:Publish`],
])('fails against %j', async (answer, message) => {
  const more = { ...fakeClient({ Publish: answer }), resources }
  expect((await runOne('sns', { topic: 'Alerts', publish: 'x' }, more)).message).toBe(message)
})
