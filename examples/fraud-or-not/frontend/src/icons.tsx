import type { Channel } from './report.ts'

const outlines: Record<Channel, string> = {
  sms: 'M4 5h16v11H10l-4 4v-4H4z',
  email: 'M3 6h18v12H3zM3 7l9 6 9-6',
  phone: 'M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3',
  chat: 'M3 5h12v8H8l-3 3v-3H3zM18 9h3v8h-2v3l-3-3h-6',
  web: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M3 12h18M12 3c5 5 5 13 0 18-5-5-5-13 0-18',
}

/** The sign of a channel; its name stands beside it, so it is hidden from screen readers. */
export function ChannelIcon({ channel }: { readonly channel: Channel }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={outlines[channel]} />
    </svg>
  )
}

export function Logo() {
  return <img src="/favicon.svg" alt="" width="32" height="32" />
}
