/** The stream of what happens, kept open across restarts of the server. */

const FIRST_DELAY = 500;
const LONGEST_DELAY = 4000;

export class Events extends EventTarget {
  connected = false;
  #last = null;
  #delay = FIRST_DELAY;
  #source = null;

  /** Start listening. Emits "event" for each event and "connection" whenever the line is lost or comes back. */
  open() {
    const query = this.#last === null ? "" : `?after=${encodeURIComponent(this.#last)}`;
    this.#source = new EventSource(`/client/events${query}`);
    this.#source.onopen = () => this.#set(true);
    this.#source.onmessage = (event) => this.#receive(event);
    this.#source.onerror = () => this.#reopen();
  }

  #receive(event) {
    if (event.lastEventId) this.#last = event.lastEventId;
    this.dispatchEvent(new CustomEvent("event", { detail: JSON.parse(event.data) }));
  }

  #reopen() {
    this.#source.close();
    this.#set(false);
    setTimeout(() => this.open(), this.#delay);
    this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY);
  }

  #set(connected) {
    if (connected) this.#delay = FIRST_DELAY;
    if (this.connected === connected) return;
    this.connected = connected;
    this.dispatchEvent(new Event("connection"));
  }
}
