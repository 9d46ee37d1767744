import type { HttpAnswer, HttpRequest } from '../http/request.ts'
import type { Report } from '../report.ts'
import type { AnswerBody } from './answer-body.ts'

/** What an answer came to, with what was asked. */
export interface Seen {
  readonly request: HttpRequest
  readonly answer: HttpAnswer
  readonly body: AnswerBody
  /** The project's. */
  readonly folder: string
}

/** An expectation that takes a parser or a file, neither of which is there before it is needed. */
export interface LateExpectation {
  /** Tells what is wrong with it; nothing is sent. Files are looked at where the folder is known. */
  judge(folder: string | undefined, report: Report): Promise<void>
  /** What differs, for people. */
  differences(seen: Seen): Promise<readonly string[]>
}
