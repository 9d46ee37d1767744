import {
  CloudFormationClient,
  CreateStackCommand,
  type CreateStackCommandInput,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type StackEvent,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import { type ClientSettings, clientSettings, type Resources } from '../sample-stack.ts'

/** A template's sections; the rest of the request where a test needs it. */
export interface StackInput {
  readonly resources?: Resources
  readonly outputs?: Resources
  readonly parameters?: Resources
  readonly request?: Partial<CreateStackCommandInput>
}

/** A stack that has come to rest. `GONE` where there is none any more. */
interface Settled {
  readonly status: string
  readonly outputs: Readonly<Record<string, string>>
}

/** Stacks of one account of a local cloud. */
export interface Stacks {
  readonly client: CloudFormationClient
  create(name: string, input: StackInput): Promise<Settled>
  update(name: string, input: StackInput): Promise<Settled>
  remove(name: string): Promise<Settled>
  settle(name: string): Promise<Settled>
  /** The stack's events, the oldest first. */
  events(name: string): Promise<readonly StackEvent[]>
}

/** The text of a template. */
export function template({ resources, outputs, parameters }: StackInput): string {
  return JSON.stringify({ Parameters: parameters, Resources: resources, Outputs: outputs })
}

/** Opens the stacks of an account, as its root where no keys are given. */
export function openStacks(
  endpoint: string,
  account: string,
  credentials: ClientSettings['credentials'] = clientSettings(endpoint, account).credentials,
): Stacks {
  const client = new CloudFormationClient({ ...clientSettings(endpoint, account), credentials })

  async function settle(name: string): Promise<Settled> {
    for (;;) {
      const status = await look(client, name)
      if (!status.status.endsWith('_IN_PROGRESS')) return status
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
  }

  const requestOf = (name: string, input: StackInput): CreateStackCommandInput => ({
    StackName: name,
    TemplateBody: template(input),
    Capabilities: ['CAPABILITY_NAMED_IAM'],
    ...input.request,
  })
  return {
    client,
    settle,
    create: async (name, input) => {
      await client.send(new CreateStackCommand(requestOf(name, input)))
      return await settle(name)
    },
    update: async (name, input) => {
      await client.send(new UpdateStackCommand(requestOf(name, input)))
      return await settle(name)
    },
    remove: async (name) => {
      await client.send(new DeleteStackCommand({ StackName: name }))
      return await settle(name)
    },
    events: async (name) => {
      const { StackEvents } = await client.send(new DescribeStackEventsCommand({ StackName: name }))
      return (StackEvents ?? []).toReversed()
    },
  }
}

async function look(client: CloudFormationClient, name: string): Promise<Settled> {
  try {
    const stack = (await client.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0]
    const outputs = (stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])
    return { status: stack?.StackStatus ?? 'GONE', outputs: Object.fromEntries(outputs) }
  } catch (error) {
    if (String(error).includes('does not exist')) return { status: 'GONE', outputs: {} }
    throw error
  }
}
