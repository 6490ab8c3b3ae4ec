/** The stream of what happens, kept open across restarts of the server. */

const FIRST_DELAY = 500;
const LONGEST_DELAY = 4000;

export class Events extends EventTarget {
  connected = false;
  #last = null;
  #delay = FIRST_DELAY;
  #source = null;
  #timer = 0;

  constructor() {
    super();
    // A browser keeps no more than six lines to one server: a tab that nobody looks at must not hold one.
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#hangUp() : this.open()));
  }

  /** Listen, as soon as somebody looks. Emits "event", and "connection" when the line is lost or comes back. */
  open() {
    this.#hangUp();
    if (document.hidden) return;
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

  #hangUp() {
    clearTimeout(this.#timer);
    this.#source?.close();
  }

  #reopen() {
    this.#hangUp();
    this.#set(false);
    this.#timer = setTimeout(() => this.open(), this.#delay);
    this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY);
  }

  #set(connected) {
    if (connected) this.#delay = FIRST_DELAY;
    if (this.connected === connected) return;
    this.connected = connected;
    this.dispatchEvent(new Event("connection"));
  }
}
