// Many files at once: three travel, the others wait for their turn.

export class Queue {
  private readonly waiting: (() => Promise<void>)[] = [];
  private travelling = 0;

  constructor(private readonly atOnce = 3) {}

  add(send: () => Promise<void>): void {
    this.waiting.push(send);
    this.next();
  }

  private next(): void {
    if (this.travelling >= this.atOnce) return;
    const send = this.waiting.shift();
    if (!send) return;
    this.travelling += 1;
    void send().finally(() => {
      this.travelling -= 1;
      this.next();
    });
    this.next();
  }
}
