// What somebody says and shows in a showing.

export const reactions = ["heart", "bravo", "laugh", "tear", "gasp"] as const;
export type Reaction = (typeof reactions)[number];

/** Why something was not heard, in a sentence; null when it was. */
export function react(address: string, reaction: Reaction): Promise<string | null> {
  return speak(address, { react: reaction });
}

export function say(address: string, by: string, text: string): Promise<string | null> {
  return speak(address, { say: { by, text } });
}

async function speak(address: string, voice: object): Promise<string | null> {
  try {
    const body = JSON.stringify(voice);
    const answer = await fetch(address, { method: "POST", headers: { "content-type": "application/json" }, body });
    if (answer.ok) return null;
    if (answer.status === 429) return "That was a lot at once. A moment, then again.";
    if (answer.status === 422) return "That is too long, or there are no words in it.";
    if (answer.status === 409) return "Nothing can be said here just now.";
    return "It was not heard. Try again in a moment.";
  } catch {
    return "The connection is gone. Your words are still here.";
  }
}
