/** What time it is in the sandbox: a person may have moved it forward. Emits "move". */

class Clock extends EventTarget {
  #ahead = 0;

  /** Take over what the sandbox says; `ahead` is in seconds. */
  take({ ahead }) {
    if (ahead === this.#ahead) return;
    this.#ahead = ahead;
    this.dispatchEvent(new Event("move"));
  }

  /** The sandbox's time as a Date. */
  now() {
    return new Date(Date.now() + this.#ahead * 1000);
  }
}

export const clock = new Clock();
