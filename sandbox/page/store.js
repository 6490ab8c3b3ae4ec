/** The messages of one chat, kept in step with the server by revision. Knows nothing of the screen. */

import { api, ignoreUnreachable } from "./api.js";

const TYPING_SECONDS = 5;

export class ChatStore extends EventTarget {
  loaded = false;
  typing = false;
  /** Outgoing messages up to this id have been read by the bot. */
  readUpTo = 0;
  /** Of a group: its topics as {thread, name, closed}, and the ids of what is pinned, the latest last. */
  topics = [];
  pinned = [];
  #messages = new Map();
  #revision = 0;
  #pulling = null;
  #again = false;
  #typingTimer = 0;

  constructor(chatId) {
    super();
    this.chatId = chatId;
  }

  /** Every message, oldest first. */
  get messages() {
    return [...this.#messages.values()].sort((one, other) => one.message_id - other.message_id);
  }

  get last() {
    return this.messages.at(-1) ?? null;
  }

  find(messageId) {
    return this.#messages.get(messageId) ?? null;
  }

  /** Fetch what is new. Calls made meanwhile share one more fetch after the running one. */
  pull() {
    if (this.#pulling) {
      this.#again = true;
      return this.#pulling;
    }
    this.#pulling = this.#pullUntilQuiet().finally(() => (this.#pulling = null));
    return this.#pulling;
  }

  async #pullUntilQuiet() {
    do {
      this.#again = false;
      await this.#fetch().then((answer) => this.#apply(answer), ignoreUnreachable);
    } while (this.#again);
  }

  async #fetch() {
    const answer = await api.messages(this.chatId, this.#revision);
    if (answer.revision >= this.#revision) return answer;
    // The sandbox began anew: its revisions are younger than what is shown here.
    const whole = await api.messages(this.chatId, 0);
    const present = new Set(whole.messages.map((message) => message.message_id));
    return { ...whole, deleted: [...this.#messages.keys()].filter((id) => !present.has(id)) };
  }

  #apply({ revision, messages, deleted = [], topics = [], pinned = [] }) {
    const initial = !this.loaded;
    const rearranged = JSON.stringify([topics, pinned]) !== JSON.stringify([this.topics, this.pinned]);
    Object.assign(this, { topics, pinned });
    const change = { initial, added: [], edited: [], removed: [] };
    for (const message of messages) {
      change[this.#messages.has(message.message_id) ? "edited" : "added"].push(message.message_id);
      this.#messages.set(message.message_id, message);
      if (message.from?.is_bot) this.#botSaid(message.message_id);
    }
    for (const id of deleted) {
      if (this.#messages.delete(id)) change.removed.push(id);
    }
    this.#revision = revision;
    this.loaded = true;
    if (initial || rearranged || change.added.length + change.edited.length + change.removed.length > 0) {
      this.dispatchEvent(new CustomEvent("change", { detail: change }));
    }
  }

  /** The bot did something that shows it has read the chat, up to a message or altogether. */
  botWasHere(messageId = Math.max(0, ...this.#messages.keys())) {
    if (messageId <= this.readUpTo) return;
    this.readUpTo = messageId;
    this.dispatchEvent(new Event("read"));
  }

  #botSaid(messageId) {
    this.botWasHere(messageId);
    this.stopTyping();
  }

  showTyping() {
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => this.#setTyping(false), TYPING_SECONDS * 1000);
    this.#setTyping(true);
  }

  stopTyping() {
    clearTimeout(this.#typingTimer);
    this.#setTyping(false);
  }

  #setTyping(typing) {
    if (this.typing === typing) return;
    this.typing = typing;
    this.dispatchEvent(new Event("typing"));
  }
}

/** The topic a message stands in; 0 is General. Replies there carry a thread id too, which is no topic. */
export function topicOf(message) {
  return message.is_topic_message ? message.message_thread_id : 0;
}
