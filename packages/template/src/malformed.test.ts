import { isProjectError, problemsOf } from '@project-utils/contract'
import { describe, expect, test } from 'vitest'
import { parseTemplate } from './parse.ts'
import { validateTemplate } from './rules/validate.ts'
import { openSchemas } from './schema/schema-book.ts'

const schemas = openSchemas()

interface Told {
  readonly line: number | undefined
  readonly message: string
  readonly hint: string | undefined
}

/** What is said of a text, by parsing it or else by the rules. */
function judged(text: string, least: 'error' | 'warning'): readonly Told[] {
  try {
    return validateTemplate(parseTemplate(text, 'app.yaml'), { schemas })
      .filter(({ severity }) => severity === 'error' || severity === least)
      .map(({ where, message, fix }) => ({ line: where?.line, message, hint: fix }))
  } catch (error) {
    if (!isProjectError(error)) throw error
    return problemsOf(error).map(({ where, message, hint }) => ({ line: where?.line, message, hint }))
  }
}

const queue = 'Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n'
const named = `${queue}    Properties:\n      QueueName: `
const bomb = Array.from({ length: 12 }, (_, at) => `  l${at + 1}: &l${at + 1} [${`*l${at}, `.repeat(9)}*l${at}]`)

/** A name for people, the text, the line that is told, and a word of the message. */
const cases: readonly (readonly [name: string, text: string, line: number, word: string])[] = [
  ['nothing', '', 1, 'mapping'],
  ['blanks only', '   \n\n', 1, 'mapping'],
  ['a comment only', '# later\n', 1, 'mapping'],
  ['a byte order mark only', '\ufeff', 1, 'mapping'],
  ['a list', '- Resources\n', 1, 'mapping'],
  ['a JSON list', '[1, 2]', 1, 'mapping'],
  ['a single word', 'Resources', 1, 'mapping'],
  ['a number', '42', 1, 'mapping'],
  ['zero bytes', `Resources:\n  A: \0\0\0`, 2, 'bytes'],
  ['a zip', 'PK\u0003\u0004\u0014\0\0\0', 1, 'bytes'],
  ['bytes of another encoding', `Description: \ufffd\ufffd\n${queue}`, 1, 'bytes'],
  ['two documents', `${queue}---\n${queue}`, 4, 'second document'],
  ['a tab as indentation', 'Resources:\n\tQueue:\n\t\tType: AWS::SQS::Queue\n', 2, 'Tabs'],
  ['a bracket that is not closed', `${queue}    Properties: { QueueName: q\n`, 5, 'end'],
  ['a quote that is not closed', `${named}"q\n`, 6, 'quote'],
  ['a value after a value', `${named}"q" r\n`, 5, 'Unexpected'],
  ['a key below a value', `${queue}      Properties: {}\n`, 3, 'mapping'],
  ['less indentation than anything above', `  Resources:\n    A: { Type: T }\n Outputs: {}\n`, 3, 'Unexpected'],
  ['a key twice', `${queue}Resources: {}\n`, 4, 'twice'],
  ['a property twice', `${named}a\n      QueueName: b\n`, 6, 'twice'],
  [
    'a JSON key twice',
    '{"Resources": {\n"A": {"Type": "AWS::SQS::Queue"},\n"A": {"Type": "AWS::SNS::Topic"}}}',
    3,
    'twice',
  ],
  [
    'a JSON property twice',
    '{"Resources": {"A": {"Type": "AWS::SQS::Queue",\n"Type": "AWS::SNS::Topic"}}}',
    2,
    'twice',
  ],
  ['JSON with a comma too many', '{"Resources": {"A": {"Type": "T"},\n}}', 2, 'property'],
  ['JSON with single quotes', "{'Resources': {}}", 1, 'property'],
  ['JSON cut off', '{"Resources": {\n  "A": {', 2, 'JSON'],
  ['JSON with text after it', '{"Resources": {"A": {"Type": "AWS::SQS::Queue"}}}\nmore', 2, 'JSON'],
  ['JSON with a comment', '{\n// queue\n"Resources": {}}', 2, 'JSON'],
  ['JSON nested without end', `{"Resources": ${'{"A": '.repeat(300)}1${'}'.repeat(301)}`, 1, 'levels'],
  ['YAML nested without end', `Resources: ${'['.repeat(300)}${']'.repeat(300)}\n`, 1, 'levels'],
  ['YAML nested beyond the stack', `Resources: ${'['.repeat(20_000)}\n`, 1, 'nested'],
  ['an alias bomb', `${queue}Metadata:\n  l0: &l0 x\n${bomb.join('\n')}\n`, 6, 'aliases'],
  ['an alias without anchor', `${named}*name\n`, 5, 'anchor'],
  ['an anchor within itself', `${queue}Metadata: &all { again: *all }\n`, 4, 'levels'],
  ['a key that is a list', `${queue}? [a, b]\n: c\n`, 1, 'key'],
  ['an unknown short form', `${named}!Nonsense q\n`, 5, '!Nonsense'],
  ['a short form in lower case', `${named}!ref Queue\n`, 5, '!ref'],
  ['a tag of another language', `${named}!!python/object q\n`, 5, 'python'],
  ['no resources', 'Outputs: {}\n', 1, 'resource'],
  ['resources without any', 'Resources: {}\n', 1, 'resource'],
  ['resources that are null', 'Resources:\n', 1, 'mapping'],
  ['resources in a list', 'Resources:\n  - Type: AWS::SQS::Queue\n', 1, 'mapping'],
  ['a resource that is a word', 'Resources:\n  Queue: AWS::SQS::Queue\n', 2, 'mapping'],
  ['a resource that is null', 'Resources:\n  Queue:\n', 2, 'mapping'],
  ['a resource without type', 'Resources:\n  Queue:\n    Properties: {}\n', 2, 'no type'],
  ['a type that is a list', 'Resources:\n  Queue:\n    Type: [AWS::SQS::Queue]\n', 2, 'no type'],
  ['a logical id with a hyphen', 'Resources:\n  my-queue: { Type: AWS::SQS::Queue }\n', 2, 'my-queue'],
  ['a logical id with a blank', 'Resources:\n  "my queue": { Type: AWS::SQS::Queue }\n', 2, 'my queue'],
  ['a logical id of letters beyond ASCII', 'Resources:\n  Schlüssel: { Type: AWS::SQS::Queue }\n', 2, 'Schlüssel'],
  ['a logical id that is an emoji', 'Resources:\n  "🚀": { Type: AWS::SQS::Queue }\n', 2, '🚀'],
  ['a logical id of 256 letters', `Resources:\n  ${'a'.repeat(256)}: { Type: AWS::SQS::Queue }\n`, 2, 'logical id'],
  ['an empty logical id', 'Resources:\n  "": { Type: AWS::SQS::Queue }\n', 2, 'logical id'],
  ['a resource called __proto__', '{"Resources": {\n"__proto__": {"Type": "AWS::SQS::Queue"}}}', 2, '__proto__'],
  ['a reference to __proto__', `${named}!Ref __proto__\n`, 5, '__proto__'],
  ['a reference to constructor', `${named}!Ref constructor\n`, 5, 'constructor'],
  ['a condition called toString', `${queue}    Condition: toString\n`, 4, 'toString'],
  ['properties in a list', `${queue}    Properties:\n      - QueueName: q\n`, 4, 'mapping'],
  ['dependencies in a mapping', `${queue}    DependsOn: { A: b }\n`, 4, 'DependsOn'],
  ['a condition that is a list', `${queue}    Condition: [A]\n`, 4, 'Condition'],
  ['a reference to nothing', `${named}!Ref Gone\n`, 5, 'Gone'],
  ['a reference to an empty name', `${named}!Ref ""\n`, 5, 'Ref'],
  ['an attribute of nothing', `${named}!GetAtt Gone.Arn\n`, 5, 'Gone'],
  ['an attribute without a name', `${named}!GetAtt Queue\n`, 5, 'Fn::GetAtt'],
  ['Fn::If with two values', `${named}!If [A, b]\n`, 5, 'Fn::If'],
  ['Fn::Join without a list', `${named}!Join ["-", a]\n`, 5, 'Fn::Join'],
  ['Fn::Sub of a number of lists', `${named}!Sub [a, {}, c]\n`, 5, 'Fn::Sub'],
  ['Fn::Select of nothing', `${named}!Select [9, [a, b]]\n`, 5, 'Fn::Select'],
  ['Fn::FindInMap with two keys', `${named}!FindInMap [A, b]\n`, 5, 'Fn::FindInMap'],
  ['a function that is none', `${named}{ "Fn::Upper": q }\n`, 5, 'Fn::Upper'],
  ['a function beside other keys', `${named}{ "Fn::Sub": q, Other: r }\n`, 5, 'Fn::Sub'],
  ['a mapping that nobody defined', `${named}!FindInMap [Gone, a, b]\n`, 5, 'Gone'],
  ['parameters that are null', `Parameters:\n${queue}`, 1, 'mapping'],
  ['parameters in a list', `Parameters: [A]\n${queue}`, 1, 'mapping'],
  ['a parameter without type', `Parameters:\n  P: { Default: x }\n${queue}`, 2, 'no type'],
  ['a parameter that is a word', `Parameters:\n  P: String\n${queue}`, 2, 'no type'],
  ['a parameter of a type that is none', `Parameters:\n  P: { Type: Text }\n${queue}`, 2, 'Text'],
  [
    'a default that is not allowed',
    `Parameters:\n  P: { Type: String, AllowedValues: [a], Default: b }\n${queue}`,
    2,
    'b',
  ],
  ['outputs in a list', `${queue}Outputs:\n  - Value: 1\n`, 4, 'mapping'],
  ['an output without value', `${queue}Outputs:\n  Url: { Description: x }\n`, 5, 'no value'],
  ['an output with a hyphen', `${queue}Outputs:\n  my-url: { Value: x }\n`, 5, 'my-url'],
  ['conditions in a list', `${queue}Conditions: [A]\n`, 4, 'mapping'],
  ['conditions in a circle', `${queue}Conditions:\n  A: !Not [!Condition A]\n`, 5, 'A'],
  ['mappings in a list', `${queue}Mappings: [A]\n`, 4, 'mapping'],
  ['a mapping of one level', `${queue}Mappings:\n  A: { b: c }\n`, 5, 'A'],
  ['a section that is none', `${queue}Resource: {}\n`, 4, 'Resource'],
  ['a transform that nobody has called', `${queue}  F:\n    Type: AWS::Serverless::Function\n`, 5, 'SAM'],
  ['a type that is none', 'Resources:\n  Queue:\n    Type: AWS::SQS::Queu\n', 3, 'AWS::SQS::Queu'],
  ['a property that is none', `${queue}    Properties:\n      Name: q\n`, 5, 'Name'],
  ['a property of another kind', `${named}[a, b]\n`, 5, 'QueueName'],
  ['Windows line ends with an error', `${named.replaceAll('\n', '\r\n')}!Nonsense q\r\n`, 5, '!Nonsense'],
]

describe('a malformed template', () => {
  test.each(cases)('%s is refused with its line, the reason and a way on', (_, text, line, word) => {
    const told = judged(text, 'warning')
    const right = told.find((one) => one.line === line && one.message.includes(word))
    expect(right, JSON.stringify(told).slice(0, 500)).toBeDefined()
    expect(right?.hint).toEqual(expect.stringMatching(/\S/))
  })
})

describe('an odd template that CloudFormation takes', () => {
  test.each([
    ['a byte order mark', `\ufeff${queue}`],
    ['Windows line ends', named.replaceAll('\n', '\r\n').concat('q\r\n')],
    ['a line of dashes before it', `---\n${queue}`],
    ['a comment before JSON', '\n\n  {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}\n'],
    [
      'an anchor and a merge key',
      `${named}&name q\n  Other:\n    Type: AWS::SQS::Queue\n    Metadata: &m { a: 1 }\n    Properties: { QueueName: r }\n  Third: { Type: AWS::SQS::Queue, Metadata: { <<: *m } }\n`,
    ],
    [
      'words of JavaScript as names',
      'Resources:\n  constructor: { Type: AWS::SQS::Queue }\n  toString: { Type: AWS::SQS::Queue }\n  hasOwnProperty: { Type: AWS::SQS::Queue, DependsOn: [constructor, toString] }\n',
    ],
    ['letters beyond ASCII in texts', `Description: "Grüße 🚀"\n${queue}`],
    ['empty properties', `${queue}    Properties:\n`],
  ])('%s', (_, text) => {
    expect(judged(text, 'error')).toEqual([])
  })
})

test.each([
  ['a key twice', 'Resources: { A: { Type: AWS::SNS::Topic, "x\\n::error::y": 1, "x\\n::error::y": 2 } }'],
  ['a key twice in JSON', '{"Resources":{"A":{"x\\n::error::y":1,"x\\n::error::y":2}}}'],
  ['a logical id', 'Resources: { "x\\n::error::y": { Type: AWS::SNS::Topic } }'],
])('what is said of a name with a line break stays in one line: %s', (_what, text) => {
  const told = judged(text, 'error').map(({ message }) => message)
  expect(told.join()).toContain('x\\n::error::y')
  expect(told.filter((message) => /\p{Cc}/u.test(message))).toEqual([])
})
