/** What may go wrong, by what it breaks. */
export type What =
  'users' | 'tokens' | 'commands' | 'calls' | 'timers' | 'listeners' | 'leftovers' | 'rejections';

/** What each means when there is none of it. */
const PROMISES: Record<What, string> = {
  users: 'no user is lost',
  tokens: 'every token is told once, and before it is used',
  commands: 'no command is lost, and none runs twice',
  calls: 'after each fault everything goes well again',
  timers: 'no timer is left',
  listeners: 'no listener is left',
  leftovers: 'no socket, timer or other handle of a process is left',
  rejections: 'no rejection is left unheard (L8)',
};

/** What went wrong, with the moment at which it did. */
export class Wrong {
  /** What is being played. */
  during = 'the start';
  private readonly notes: { what: What; text: string }[] = [];

  /** @param tell told at once */
  constructor(private readonly tell: (text: string) => void = () => undefined) {}

  note(what: What, text: string): void {
    const whole = `${this.during}: ${text}`;
    this.notes.push({ what, text: whole });
    this.tell(`${what}: ${whole}`);
  }

  get count(): number {
    return this.notes.length;
  }

  /** Each promise, with what broke it. */
  get verdicts(): [string, string[]][] {
    return Object.entries(PROMISES).map(([what, promise]) => [
      promise,
      this.notes.filter((note) => note.what === what).map(({ text }) => text),
    ]);
  }
}
