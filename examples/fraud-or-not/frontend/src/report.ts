/** Where a message came from, as the API spells it and as people read it. */
export const channels = {
  sms: 'Text message',
  email: 'E-mail',
  phone: 'Phone call',
  chat: 'Chat',
  web: 'Website',
} as const
export type Channel = keyof typeof channels

export type Verdict = 'fraud' | 'genuine'

/** A report as the API gives it. */
export interface Report {
  readonly id: string
  readonly message: string
  readonly channel: Channel
  readonly createdAt: string
  readonly fraud: number
  readonly genuine: number
}
