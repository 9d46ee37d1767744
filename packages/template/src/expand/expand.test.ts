import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hasOwnMacro } from '../own-macro.ts'
import { parseTemplate } from '../parse.ts'
import { type ResolvedTemplate, resolveTemplate } from '../resolve.ts'
import type { ReadFile } from './include.ts'

function resolved(text: string, parameters: Record<string, string> = {}, readFile?: ReadFile): ResolvedTemplate {
  const options = { parameters, pseudo: { region: 'eu-west-1' }, ...(readFile === undefined ? {} : { readFile }) }
  return resolveTemplate(parseTemplate(text, 'app.yaml'), options)
}

const loops = `Transform: AWS::LanguageExtensions
Parameters:
  Names: { Type: CommaDelimitedList, Default: "one, two" }
  Later: { Type: CommaDelimitedList }
Conditions:
  Fn::ForEach::Conditions:
    - N
    - !Ref Names
    - "Is\${N}": !Equals [!Ref N, one]
Resources:
  Fn::ForEach::Queues:
    - Name
    - !Ref Names
    - "Queue\${Name}":
        Type: AWS::SQS::Queue
        Properties:
          QueueName: !Sub "\${Name}-\${AWS::Region}"
          Tags: { Key: !Ref Name }
      "Topic\${Name}":
        Type: AWS::SNS::Topic
        DependsOn: "Queue\${Name}"
        Condition: "Is\${Name}"
  Plain:
    Type: T
    Properties:
      Fn::ForEach::Ports:
        - Port
        - ["80", "443"]
        - "Port\${Port}": { Number: !Ref Port, Text: "&{Port}" }
      Last: 1
Outputs:
  Fn::ForEach::Outer:
    - A
    - [x, y]
    - Fn::ForEach::Inner:
        - B
        - ["1.1", "2.2"]
        - "O\${A}&{B}": { Value: !Join ["", [!Ref A, !Ref B]] }
`

describe('a loop', () => {
  const known = resolved(loops)

  test('becomes what it makes, in resources, properties, conditions and outputs', () => {
    expect(Object.keys(known.resources)).toEqual(['Queueone', 'Topicone', 'Queuetwo', 'Plain'])
    expect(known.template.resources['Topictwo']).toMatchObject({ dependsOn: ['Queuetwo'], condition: 'Istwo' })
    expect(known.resources['Queuetwo']?.properties).toEqual({ QueueName: 'two-eu-west-1', Tags: { Key: 'two' } })
    expect(known.resources['Plain']?.properties).toEqual({
      Port80: { Number: '80', Text: '80' },
      Port443: { Number: '443', Text: '443' },
      Last: 1,
    })
    expect(known.conditions).toEqual({ Isone: true, Istwo: false })
    expect(known.outputs).toEqual({ Ox11: 'x1.1', Ox22: 'x2.2', Oy11: 'y1.1', Oy22: 'y2.2' })
    expect(hasOwnMacro(known.template)).toBe(false)
  })

  test('keeps the places of what it makes', () => {
    const { template } = known
    expect(template.place(['Resources', 'Queuetwo'])).toMatchObject({ line: 14, resource: 'Queuetwo' })
    expect(template.place(['Resources', 'Queuetwo', 'Properties', 'QueueName'])).toMatchObject({ line: 17 })
    expect(template.place(['Resources', 'Plain', 'Properties', 'Port443', 'Number'])).toMatchObject({ line: 29 })
    expect(template.place(['Resources', 'Plain', 'Properties', 'Last'])).toMatchObject({ line: 30 })
    expect(template.place(['Outputs', 'Oy22', 'Value'])).toMatchObject({ line: 38 })
  })

  test('whose collection is unknown stays as it is written, and that is said', () => {
    const { template, notes, resources } = resolved(
      loops.replace('- Name\n    - !Ref Names', '- Name\n    - !Ref Later'),
    )
    expect(Object.keys(resources)).toEqual(['Plain'])
    expect(notes).toMatchObject([
      { kind: 'loop', severity: 'info', message: expect.stringContaining('parameter Later') },
    ])
    expect(hasOwnMacro(template)).toBe(true)
  })

  test.each([
    ['that is no list', '{ a: b }', 'a loop is a list'],
    ['without a fragment', '[X, [a]]', 'a loop is a list'],
    ['over a text', '[X, a, { "A${X}": { Type: T } }]', 'no list'],
    ['that makes a name twice', '[X, [a, b], { Same: { Type: T } }]', 'a second time'],
    ['that makes no logical id', '[X, [a-b], { "A${X}": { Type: T } }]', 'no logical id'],
  ])('%s is an error that names the reason', (_, loop, why) => {
    const text = `Transform: AWS::LanguageExtensions\nResources:\n  R: { Type: T }\n  Fn::ForEach::L: ${loop}\n`
    const { notes, resources } = resolved(text)
    expect(Object.keys(resources)).toContain('R')
    expect(notes).toMatchObject([{ kind: 'loop', message: expect.stringContaining(why) }])
  })

  test('is none without the language extensions', () => {
    const { resources, template } = resolved(loops.replace('Transform: AWS::LanguageExtensions\n', ''))
    expect(Object.keys(resources)).toEqual(['Plain'])
    expect(hasOwnMacro(template)).toBe(true)
  })

  test('over loops makes as many entries as the collections multiply to', () => {
    const words = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(words, words, (outer, inner) => {
        const body = { 'A${X}B${Y}': { Type: 'T', Properties: { N: { 'Fn::Sub': '${X} ${Y}' } } } }
        const nested = { 'Fn::ForEach::I': ['Y', inner, body] }
        const value = { Transform: 'AWS::LanguageExtensions', Resources: { 'Fn::ForEach::O': ['X', outer, nested] } }
        const { resources } = resolved(JSON.stringify(value))
        const made = Object.entries(resources).map(([id, { properties }]) => `${id} ${properties['N']}`)
        const all = outer.flatMap((x) => inner.map((y) => `A${x}B${y} ${x} ${y}`))
        expect(new Set(made)).toEqual(new Set(all))
        expect(made.length).toBe(new Set(all.map((one) => one.split(' ')[0])).size)
      }),
    )
  })
})

describe('an include', () => {
  const text = `Parameters: { File: { Type: String, Default: part.yaml } }
Resources:
  A:
    Type: T
    Properties:
      Own: 1
      Fn::Transform: { Name: AWS::Include, Parameters: { Location: !Ref File } }
  Fn::Transform: { Name: AWS::Include, Parameters: { Location: more.json } }
`
  const files: Readonly<Record<string, string>> = {
    'part.yaml': '# settings\nSize: 5\nName:\n  Fn::Sub: "${AWS::Region}-x"\n',
    'more.json': '{\n "B": { "Type": "T" },\n "C": { "Type": "T" }\n}',
    'top.yaml': 'Mappings:\n  M: { a: { b: c } }\nResources:\n  D: { Type: T }\n',
    'broken.yaml': 'a: [\n',
  }
  const readFile: ReadFile = (location) => {
    const content = files[location]
    return content === undefined ? undefined : { text: content, file: `parts/${location}` }
  }

  test('of a local file is put in, with places in that file', () => {
    const { resources, template, notes } = resolved(text, {}, readFile)
    expect(Object.keys(resources)).toEqual(['A', 'B', 'C'])
    expect(resources['A']?.properties).toEqual({ Own: 1, Size: 5, Name: 'eu-west-1-x' })
    expect(template.place(['Resources', 'A', 'Properties', 'Name'])).toMatchObject({ file: 'parts/part.yaml', line: 3 })
    expect(template.place(['Resources', 'C', 'Type'])).toMatchObject({
      file: 'parts/more.json',
      line: 3,
      resource: 'C',
    })
    expect(template.place(['Resources', 'A', 'Properties', 'Own'])).toMatchObject({ file: 'app.yaml', line: 6 })
    expect([notes, hasOwnMacro(template)]).toEqual([[], false])
  })

  test('at the top adds to the sections, where the template wins', () => {
    const top =
      'Transform: { Name: AWS::Include, Parameters: { Location: top.yaml } }\nResources:\n  A: { Type: !!str T }\n'
    const { resources, template } = resolved(top, {}, readFile)
    expect(Object.keys(resources).toSorted()).toEqual(['A', 'D'])
    expect(template.mappings).toEqual({ M: { a: { b: 'c' } } })
    expect(template.place(['Resources', 'D'])).toMatchObject({ file: 'parts/top.yaml', line: 4 })
    expect(template.place(['Mappings', 'M'])).toMatchObject({ file: 'parts/top.yaml', line: 2 })
    expect([template.transforms, hasOwnMacro(template)]).toEqual([[], false])
  })

  test.each([
    ['in a bucket', 's3://bucket/part.yaml', 'info', 'not read before deployment'],
    ['that is missing', 'gone.yaml', 'error', 'no file gone.yaml'],
    ['that is broken', 'broken.yaml', 'error', 'cannot be included'],
  ])('%s stays unknown, and that is said', (_, location, severity, why) => {
    const { template, notes } = resolved(text, { File: location }, readFile)
    expect(notes).toMatchObject([{ kind: 'include', severity, message: expect.stringContaining(why) }])
    expect(hasOwnMacro(template)).toBe(true)
  })

  test('stays unknown where nobody reads files', () => {
    const { notes, resources } = resolved(text)
    expect(Object.keys(resources)).toEqual(['A'])
    expect(notes.map(({ severity }) => severity)).toEqual(['info', 'info'])
  })
})

test('a macro of the account is named among the notes', () => {
  const { notes } = resolved('Transform: [AWS::Serverless-2016-10-31, Mine]\nResources: { A: { Type: T } }\n')
  expect(notes.map(({ message }) => message)).toEqual([
    expect.stringContaining('SAM is looked at before its transform'),
    expect.stringContaining('the transform Mine'),
  ])
})
