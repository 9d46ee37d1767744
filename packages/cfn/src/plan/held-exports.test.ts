import { parseTemplate, resolveTemplate } from '@project-utils/template'
import { describe, expect, test } from 'vitest'
import { scripted, serviceError } from '../fixtures.test.fixture.ts'
import { exportRefusals, heldExports } from './held-exports.ts'

const pseudo = { account: '111111111111', region: 'eu-west-1', stackName: 'app' }

function template(outputs: string): ReturnType<typeof resolveTemplate> {
  const text = `Parameters: { Env: { Type: String }, Version: { Type: String, Default: $LATEST } }\nResources: { Jobs: { Type: AWS::SQS::Queue } }\nOutputs: ${outputs}\n`
  return resolveTemplate(parseTemplate(text, 'app.yaml'), { parameters: { Env: 'dev' }, pseudo })
}

async function held(
  outputs: string,
  exports: Record<string, string>,
  imports: readonly object[],
  replaced: readonly string[] = [],
) {
  const { client, asked } = scripted({ ListImports: imports as never })
  const found = await heldExports(client, template(outputs), {
    exports,
    keep: ['Version'],
    replaced,
    parameters: { Env: 'dev' },
    pseudo,
  })
  return { found, asked: asked.map(({ input }) => input['ExportName']) }
}

const kept = '{ Url: { Value: !Ref Jobs, Export: { Name: !Sub "${AWS::StackName}-${Env}-url" } } }'

describe('exports that others import', () => {
  test('nobody is asked where all exports stay', async () => {
    expect(await held(kept, { 'app-dev-url': 'https://x' }, [])).toEqual({ found: [], asked: [] })
  })

  test('one that goes is told with all that import it', async () => {
    const imports = [{ Imports: ['web'], NextToken: 'two' }, { Imports: ['mail'] }]
    const { found, asked } = await held('{ Url: { Value: 1 } }', { 'app-dev-url': 'https://x' }, imports)
    expect(asked).toEqual(['app-dev-url', 'app-dev-url'])
    expect(exportRefusals('app', found)).toMatchObject([
      {
        code: 'CFN_EXPORT_IN_USE',
        message: 'stack app: export app-dev-url would be removed, but web, mail import it',
        hint: expect.stringContaining('keep the output'),
      },
    ])
  })

  test('one whose value is known to change is told', async () => {
    const outputs = '{ Url: { Value: new, Export: { Name: u } } }'
    const { found } = await held(outputs, { u: 'old' }, [{ Imports: ['web'] }])
    expect(exportRefusals('app', found)[0]?.message).toBe('stack app: export u would be changed, but web imports it')
    expect((await held(outputs, { u: 'new' }, [])).asked).toEqual([])
  })

  test.each(['!Ref Jobs', '!GetAtt Jobs.Arn', '!Sub "x-${Jobs}"', '!Sub "x-${Jobs.Arn}"'])(
    'one whose value is %s of a resource that is replaced is told',
    async (value) => {
      const outputs = `{ Url: { Value: ${value}, Export: { Name: u } } }`
      const { found } = await held(outputs, { u: 'old' }, [{ Imports: ['web'] }], ['Jobs'])
      expect(found).toMatchObject([{ name: 'u', change: 'changed' }])
      expect((await held(outputs, { u: 'old' }, [], ['Job'])).asked).toEqual([])
    },
  )

  test('one that nobody imports may go: CloudFormation answers that with an error', async () => {
    // Source: ListImports of an export without importers, "Export 'x' is not imported by any stack." (public reports).
    const error = serviceError('ValidationError', "Export 'u' is not imported by any stack.")
    expect((await held('{ Url: { Value: 1 } }', { u: '1' }, [error])).found).toEqual([])
  })

  test('nothing is said of a value that follows a parameter which keeps its own', async () => {
    const outputs = '{ Url: { Value: !Sub "v-${Version}", Export: { Name: u } } }'
    expect(await held(outputs, { u: 'v-7' }, [])).toEqual({ found: [], asked: [] })
  })

  test('nothing is said where the name of an export is not known', async () => {
    const outputs = '{ Url: { Value: 1, Export: { Name: !GetAtt Jobs.QueueName } } }'
    expect(await held(outputs, { u: '1' }, [])).toEqual({ found: [], asked: [] })
  })
})
