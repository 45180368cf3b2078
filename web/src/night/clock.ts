// The house's time. Everything is measured on the page's own monotonic time: what the device's clock says, and whether
// somebody sets it while the page is open, changes nothing.

/** One question to the house. Times in milliseconds. */
interface Sample {
  /** The house's time minus the page's monotonic time. */
  readonly offset: number;
  /** How wrong that can be: half of the round trip, as NTP has it (RFC 5905, clause 8). */
  readonly error: number;
  /** When it was taken, on the page's monotonic time. */
  readonly at: number;
}

export interface Times {
  /** Milliseconds that only grow: `performance.now()`. */
  monotonic(): number;
  /** The device's clock. Only its steps are looked at: it goes on while a device sleeps, monotonic time may not. */
  device(): number;
}

const ofThePage: Times = { monotonic: () => performance.now(), device: () => Date.now() };

/** How far two quartzes part: 100 microseconds a second at the worst. */
const parting = 1e-4;
const kept = 16;
/** Milliseconds by which the two times of a page may part between two looks without anything having happened. */
const step = 250;

export class HouseClock {
  private samples: Sample[] = [];
  private between: number;

  /** `ask` answers with the house's time in microseconds. */
  constructor(
    private readonly ask: () => Promise<number>,
    private readonly times: Times = ofThePage,
  ) {
    this.between = this.apart();
  }

  /** Whether the house has answered at all. */
  get isSet(): boolean {
    return this.samples.length > 0;
  }

  /** The house's time, in milliseconds since 1970; without any answer, the device's. */
  now(): number {
    const best = this.best();
    return best ? this.times.monotonic() + best.offset : this.times.device();
  }

  /** Milliseconds by which `now` can be wrong. */
  error(): number {
    const best = this.best();
    return best ? this.doubt(best) : Infinity;
  }

  /** Asks `count` times, one after the other. What the line swallows is left out. */
  async sync(count = 5): Promise<void> {
    for (let question = 0; question < count; question++) {
      try {
        await this.sample();
      } catch {
        // The line is away: what is known goes on.
      }
    }
  }

  /**
   * Whether the device slept, or its clock was set, since the last look. Monotonic time may have stood still then, so
   * nothing that was known before counts until the house has answered again.
   */
  wasDisturbed(): boolean {
    const disturbed = Math.abs(this.apart() - this.between) > step;
    this.between = this.apart();
    return disturbed;
  }

  private async sample(): Promise<void> {
    const [before, asked] = [this.apart(), this.times.monotonic()];
    const house = (await this.ask()) / 1000;
    const answered = this.times.monotonic();
    // Slept in between: the round trip looks short and was not.
    if (Math.abs(this.apart() - before) > step) return;
    const error = Math.max(0, (answered - asked) / 2);
    this.take({ offset: house - (asked + answered) / 2, error, at: answered });
  }

  private take(sample: Sample): void {
    const best = this.best();
    // Two honest answers overlap. When they do not, time stood still or was set: the newer one knows.
    if (best && Math.abs(sample.offset - best.offset) > sample.error + this.doubt(best) + 1) this.samples = [];
    this.samples = [...this.samples.slice(1 - kept), sample];
  }

  private best(): Sample | null {
    const order = (a: Sample | null, b: Sample) => (a && this.doubt(a) <= this.doubt(b) ? a : b);
    return this.samples.reduce<Sample | null>(order, null);
  }

  private doubt({ error, at }: Sample): number {
    return error + Math.max(0, this.times.monotonic() - at) * parting;
  }

  private apart(): number {
    return this.times.device() - this.times.monotonic();
  }
}

/** The house as it answers over the line. */
export async function askHouse(): Promise<number> {
  const answer = await fetch("/api/v1/clock", { cache: "no-store" });
  if (!answer.ok) throw new Error(`the clock answers ${answer.status}`);
  const { micros } = (await answer.json()) as { micros: number };
  return micros;
}

const lookEvery = 1000;
const askEvery = 45_000;
/** An error with which nothing more is asked at the beginning. */
const wellSet = 30;

/** The page's one clock: the waiting room sets it, and the film that the room becomes goes by it. */
export const houseClock = new HouseClock(askHouse);

let keeping: Promise<void> | null = null;

/** Keeps the page's clock set for as long as it is open; resolves when the house has answered for the first time. */
export function keepSet(): Promise<void> {
  keeping ??= new Promise((resolve) => void begin(houseClock, resolve));
  return keeping;
}

async function begin(clock: HouseClock, isSet: () => void): Promise<void> {
  let asking: Promise<void> | null = null;
  let last = 0;
  const ask = (count: number) => {
    last = performance.now();
    asking ??= clock.sync(count).finally(() => (asking = null));
    return asking;
  };
  setInterval(() => {
    if (clock.wasDisturbed()) void ask(4);
    else if (performance.now() - last > (clock.isSet ? askEvery : 5 * lookEvery)) void ask(clock.isSet ? 2 : 4);
  }, lookEvery);
  const woken = () => {
    if (document.visibilityState === "visible") void ask(2);
  };
  document.addEventListener("visibilitychange", woken);
  window.addEventListener("pageshow", woken);
  window.addEventListener("online", woken);
  await ask(1);
  isSet();
  await ask(4);
  // On a line that jitters, the more often it is asked the shorter is the shortest round trip.
  for (let more = 0; more < 30 && clock.error() > wellSet; more++) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    await ask(1);
  }
}
