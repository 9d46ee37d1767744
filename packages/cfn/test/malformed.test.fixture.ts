/** A template that is wrong, or only odd, and what validating it must say. */
export interface Malformed {
  readonly what: string
  readonly text: string | Uint8Array
  /** Default: `template.yaml`. */
  readonly file?: string
  /** Exit code. */
  readonly code: 0 | 1 | 2
  /** Line of the first error; absent where there is none. */
  readonly line?: number
  /** Code of the problem, or rule of the finding. */
  readonly says?: string
  /** What the hint or fix must name. */
  readonly hint?: RegExp
}

const queue = 'Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n'
const syntax = 'TEMPLATE_SYNTAX'
const structure = 'TEMPLATE_STRUCTURE'
const repeated = (count: number): string => Array.from({ length: count }, (_, at) => `a${at}`).join(', ')

/** Aliases that stand for ten times as much each. */
const bomb = `a0: &a0 [x]\n${Array.from({ length: 9 }, (_, at) => `a${at + 1}: &a${at + 1} [${Array(10).fill(`*a${at}`).join(', ')}]`).join('\n')}\n`

/** Sixty and more templates that no example is like. */
export const malformed: readonly Malformed[] = [
  // ---- no template at all
  { what: 'an empty file', text: '', code: 2, line: 1, says: syntax, hint: /Resources/ },
  { what: 'blanks only', text: '   \n\n  \n', code: 2, line: 1, says: syntax },
  { what: 'a comment only', text: '# nothing\n', code: 2, line: 1, says: syntax },
  { what: 'plain text', text: 'hello\n', code: 2, line: 1, says: syntax },
  { what: 'a list', text: '- a\n- b\n', code: 2, line: 1, says: syntax },
  { what: 'a number', text: '42\n', code: 2, line: 1, says: syntax },
  { what: 'null', text: 'null\n', code: 2, line: 1, says: syntax },
  {
    what: 'bytes that are no text',
    text: new Uint8Array([0xff, 0xfe, 0x00, 0x01, 0x80, 0x81]),
    code: 2,
    says: 'TEMPLATE_SYNTAX',
  },
  { what: 'HTML', text: '<html><body>not found</body></html>\n', code: 2, line: 1, says: syntax },
  { what: 'a shell script', text: '#!/bin/sh\nset -e\necho "a: b"\n', code: 2, says: syntax },
  { what: 'other YAML', text: 'name: build\non: push\njobs: {}\n', code: 2, line: 1, says: structure, hint: /Type/ },
  { what: 'an empty mapping', text: '{}\n', code: 2, line: 1, says: structure },
  // ---- broken YAML
  {
    what: 'a tab as indentation',
    text: 'Resources:\n\tQueue:\n\t\tType: AWS::SQS::Queue\n',
    code: 2,
    line: 2,
    says: syntax,
  },
  { what: 'an open quote', text: `${queue}Outputs: { A: { Value: "x } }\n`, code: 2, line: 5, says: syntax },
  {
    what: 'an open bracket',
    text: `${queue}Outputs: { A: { Value: !Join [",", [a] } }\n`,
    code: 2,
    line: 4,
    says: syntax,
  },
  {
    what: 'a wrong indentation',
    text: 'Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n   Properties: {}\n',
    code: 2,
    line: 4,
    says: syntax,
  },
  { what: 'a colon in plain text', text: `Description: a: b\n${queue}`, code: 2, line: 1, says: syntax },
  { what: 'a key twice', text: `${queue}    Type: AWS::SNS::Topic\n`, code: 2, line: 4, says: syntax, hint: /remove/ },
  {
    what: 'a resource twice',
    text: `${queue}  Queue:\n    Type: AWS::SNS::Topic\n`,
    code: 2,
    line: 4,
    says: syntax,
    hint: /remove/,
  },
  { what: 'an unknown anchor', text: `${queue}Outputs: *nowhere\n`, code: 2, line: 4, says: syntax },
  { what: 'aliases that multiply', text: `${bomb}${queue}`, code: 2, says: syntax },
  {
    what: 'an unknown tag',
    text: `${queue}Outputs: { A: { Value: !Reff Queue } }\n`,
    code: 2,
    line: 4,
    says: 'TEMPLATE_UNKNOWN_TAG',
  },
  {
    what: 'a tag of another tool',
    text: `${queue}Outputs: { A: { Value: !reference [a] } }\n`,
    code: 2,
    line: 4,
    says: 'TEMPLATE_UNKNOWN_TAG',
  },
  {
    what: 'a placeholder of a text engine',
    text: 'Resources:\n  {{ name }}:\n    Type: AWS::SQS::Queue\n',
    code: 2,
    line: 2,
    says: syntax,
  },
  { what: 'marks of a merge conflict', text: `<<<<<<< HEAD\n${queue}=======\n>>>>>>> main\n`, code: 2, says: syntax },
  { what: 'two documents', text: `${queue}---\n${queue}`, code: 2, line: 4, says: syntax },
  // ---- broken JSON
  {
    what: 'JSON with a trailing comma',
    file: 't.json',
    text: '{\n  "Resources": {\n    "Q": { "Type": "AWS::SQS::Queue", }\n  }\n}\n',
    code: 2,
    line: 3,
    says: syntax,
  },
  {
    what: 'JSON cut off',
    file: 't.json',
    text: '{\n  "Resources": {\n    "Q": { "Type": "AWS::SQS::Qu',
    code: 2,
    line: 3,
    says: syntax,
  },
  {
    what: 'JSON with a comment',
    file: 't.json',
    text: '{\n  // queue\n  "Resources": {}\n}\n',
    code: 2,
    line: 2,
    says: syntax,
  },
  { what: 'JSON with single quotes', file: 't.json', text: "{ 'Resources': {} }\n", code: 2, line: 1, says: syntax },
  { what: 'a list in JSON', file: 't.json', text: '[1, 2]\n', code: 2, line: 1, says: syntax },
  // ---- wrong sections
  { what: 'resources as a list', text: 'Resources:\n  - Type: AWS::SQS::Queue\n', code: 2, line: 1, says: structure },
  { what: 'no resources', text: 'Resources:\n', code: 2, line: 1, says: structure },
  {
    what: 'a resource without a type',
    text: 'Resources:\n  Queue:\n    Properties: {}\n',
    code: 2,
    line: 2,
    says: structure,
    hint: /Type/,
  },
  {
    what: 'a resource that is a text',
    text: 'Resources:\n  Queue: AWS::SQS::Queue\n',
    code: 2,
    line: 2,
    says: structure,
  },
  {
    what: 'properties as a list',
    text: `${queue}    Properties:\n      - QueueName: q\n`,
    code: 2,
    line: 4,
    says: structure,
    hint: /Name: value/,
  },
  {
    what: 'a logical id with a hyphen',
    text: 'Resources:\n  my-queue:\n    Type: AWS::SQS::Queue\n',
    code: 2,
    line: 2,
    says: structure,
    hint: /letters/,
  },
  {
    what: 'a logical id of a foreign script',
    text: 'Resources:\n  Größe:\n    Type: AWS::SQS::Queue\n',
    code: 2,
    line: 2,
    says: structure,
  },
  {
    what: 'an empty logical id',
    text: 'Resources:\n  "":\n    Type: AWS::SQS::Queue\n',
    code: 2,
    line: 2,
    says: structure,
  },
  { what: 'DependsOn as a mapping', text: `${queue}    DependsOn: { a: b }\n`, code: 2, line: 4, says: structure },
  {
    what: 'a condition as a function',
    text: `${queue}    Condition: !Equals [a, b]\n`,
    code: 2,
    line: 4,
    says: structure,
  },
  {
    what: 'a parameter without a type',
    text: `${queue}Parameters:\n  A: { Default: a }\n`,
    code: 2,
    line: 5,
    says: structure,
    hint: /Type/,
  },
  { what: 'parameters as a list', text: `${queue}Parameters:\n  - A\n`, code: 2, line: 4, says: structure },
  {
    what: 'an output without a value',
    text: `${queue}Outputs:\n  A: { Description: a }\n`,
    code: 2,
    line: 5,
    says: structure,
    hint: /Value/,
  },
  { what: 'conditions as a text', text: `${queue}Conditions: always\n`, code: 2, line: 4, says: structure },
  { what: 'mappings as a list', text: `${queue}Mappings: [a]\n`, code: 2, line: 4, says: structure },
  // ---- wrong in themselves, right in form
  {
    what: 'an unknown section',
    text: `${queue}Resource: {}\n`,
    code: 1,
    line: 4,
    says: 'template/unknown-section',
    hint: /Resources/,
  },
  {
    what: 'a resource type that does not exist',
    text: 'Resources:\n  Q:\n    Type: AWS::SQS::Queu\n',
    code: 1,
    line: 3,
    says: 'template/unknown-resource-type',
    hint: /Queue/,
  },
  {
    what: 'a property that does not exist',
    text: `${queue}    Properties: { QueName: q }\n`,
    code: 1,
    line: 4,
    says: 'template/unknown-property',
    hint: /QueueName/,
  },
  {
    what: 'a resource that needs itself',
    text: `${queue}    Properties: { QueueName: !GetAtt Queue.Arn }\n`,
    code: 1,
    line: 4,
    says: 'template/dependency-loop',
  },
  {
    what: 'a name of a prototype',
    text: `${queue}Outputs:\n  A: { Value: !Ref constructor }\n`,
    code: 1,
    line: 5,
    says: 'template/dangling-reference',
  },
  {
    what: 'an attribute of a prototype',
    text: `${queue}Outputs:\n  A: { Value: !GetAtt toString.Arn }\n`,
    code: 1,
    line: 5,
    says: 'template/dangling-reference',
  },
  {
    what: 'a mapping called __proto__',
    text: `${queue}Outputs:\n  A: { Value: !FindInMap [__proto__, a, b] }\n`,
    code: 1,
    line: 5,
    says: 'template/mapping-key',
  },
  {
    what: 'a condition called hasOwnProperty',
    text: `${queue}    Condition: hasOwnProperty\n`,
    code: 1,
    line: 4,
    says: 'template/dangling-reference',
  },
  {
    what: 'a function without an argument',
    text: `${queue}Outputs:\n  A: { Value: !Join }\n`,
    code: 1,
    line: 5,
    says: 'template/function-form',
    hint: /!Join/,
  },
  {
    what: 'a Ref to nothing',
    text: `${queue}Outputs:\n  A: { Value: !Ref }\n`,
    code: 1,
    line: 5,
    says: 'template/function-form',
  },
  {
    what: 'a Ref to a list',
    text: `${queue}Outputs:\n  A: { Value: !Ref [a] }\n`,
    code: 1,
    line: 5,
    says: 'template/function-form',
  },
  { what: 'a Sub that never ends', text: `${queue}Outputs:\n  A: { Value: !Sub "\${Queue" }\n`, code: 0 },
  {
    what: 'conditions in a circle',
    text: `${queue}Conditions:\n  A: !Not [!Condition B]\n  B: !Not [!Condition A]\n`,
    code: 1,
    line: 5,
    says: 'template/condition-loop',
  },
  {
    what: 'a regular expression that is none',
    text: `${queue}Parameters:\n  A:\n    Type: String\n    AllowedPattern: "[a"\n`,
    code: 1,
    line: 7,
    says: 'template/parameter-form',
  },
  {
    what: 'ten thousand items',
    text: `${queue}Outputs:\n  A: { Value: !Join [",", [${repeated(10_000)}]] }\n`,
    code: 0,
  },
  {
    what: 'five hundred levels',
    text: `${queue}Metadata: ${'{ a: '.repeat(500)}b${' }'.repeat(500)}\n`,
    code: 2,
    line: 4,
    says: syntax,
  },
  // ---- odd, and fine
  { what: 'a byte order mark', text: `\uFEFF${queue}`, code: 0 },
  { what: 'lines of Windows', text: queue.replaceAll('\n', '\r\n'), code: 0 },
  { what: 'no line break at the end', text: queue.trimEnd(), code: 0 },
  { what: 'emoji and right-to-left text', text: `Description: "🦊 שלום"\n${queue}`, code: 0 },
  { what: 'JSON in a YAML file', text: '{ "Resources": { "Q": { "Type": "AWS::SQS::Queue" } } }', code: 0 },
  { what: 'YAML in a JSON file', file: 't.json', text: queue, code: 0 },
  {
    what: 'a file name with blanks and signs',
    file: 'my #1 template, öä (new).yaml',
    text: `${queue}Resource: {}\n`,
    code: 1,
    line: 4,
    says: 'template/unknown-section',
  },
  { what: 'a file name that looks like a flag', file: './--help.yaml', text: queue, code: 0 },
]
