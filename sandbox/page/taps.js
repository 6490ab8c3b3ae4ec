/** Callback buttons that were tapped and wait for the bot's answer. */

import { api } from "./api.js";

const GIVE_UP_SECONDS = 60;

const keyOf = (chatId, messageId, data) => `${chatId}/${messageId}/${data}`;

export class Taps extends EventTarget {
  #waiting = new Map();
  #early = new Map();

  constructor(userId) {
    super();
    this.userId = userId;
  }

  isWaiting(chatId, messageId, data) {
    return this.#waiting.has(keyOf(chatId, messageId, data));
  }

  /** Tap a button; does nothing while an earlier tap on it is unanswered. Emits "change", and "answer" once answered. */
  async tap(chatId, messageId, data) {
    const key = keyOf(chatId, messageId, data);
    if (this.#waiting.has(key)) return;
    const waiting = {
      messageId,
      callbackId: null,
      timer: setTimeout(() => this.#finish(key), GIVE_UP_SECONDS * 1000),
    };
    this.#waiting.set(key, waiting);
    this.#changed(messageId);
    try {
      const { callback_query_id: callbackId } = await api.tap(this.userId, chatId, messageId, data);
      waiting.callbackId = callbackId;
    } catch (problem) {
      this.#finish(key);
      throw problem;
    }
    const early = this.#early.get(waiting.callbackId);
    if (early) this.receive(early);
  }

  /** Take a callback_answered event; those of taps made elsewhere are ignored. */
  receive(answer) {
    for (const [key, waiting] of this.#waiting) {
      if (waiting.callbackId === null) this.#early.set(answer.callback_query_id, answer);
      if (waiting.callbackId !== answer.callback_query_id) continue;
      this.#early.delete(answer.callback_query_id);
      this.#finish(key);
      this.dispatchEvent(new CustomEvent("answer", { detail: answer }));
    }
  }

  /** After a lost line: ask for the answers that may have been missed. */
  async recover() {
    for (const { callbackId } of [...this.#waiting.values()]) {
      if (callbackId === null) continue;
      const answer = await api.callback(callbackId).catch(() => ({ answered: true }));
      if (answer.answered) this.receive({ ...answer, callback_query_id: callbackId });
    }
  }

  #finish(key) {
    const waiting = this.#waiting.get(key);
    if (!waiting) return;
    clearTimeout(waiting.timer);
    this.#waiting.delete(key);
    if (this.#waiting.size === 0) this.#early.clear();
    this.#changed(waiting.messageId);
  }

  #changed(messageId) {
    this.dispatchEvent(new CustomEvent("change", { detail: { messageId } }));
  }
}
