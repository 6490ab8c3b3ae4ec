/** The people of the sandbox: who they are, their chats, what is new in each. */

import { api, ignoreUnreachable, optional } from "./api.js";
import { clock } from "./clock.js";
import { ChatStore, topicOf } from "./store.js";
import { Taps } from "./taps.js";
import { wordsFor } from "./words.js";

export class Customer extends EventTarget {
  /** The bot's private chat first, then groups; empty until loaded. */
  chats = [];
  /** The bot as told in this customer's language. */
  bot = null;
  #commands = new Map();
  /** What stands unsent in the input of each chat. */
  drafts = new Map();
  /** How many new messages each topic of each chat has, and which of a shown chat's topics is shown (null: all). */
  #unread = new Map();
  #shown = new Map();
  #watched = new Set();

  constructor(user, storeOf) {
    super();
    this.user = user;
    this.storeOf = storeOf;
    this.taps = new Taps(user.id);
    this.words = wordsFor(user.language_code);
  }

  get id() {
    return this.user.id;
  }

  get blocked() {
    return this.chats[0]?.blocked ?? false;
  }

  get privateStore() {
    return this.storeOf(this.id);
  }

  /** Load the chats, the bot's profile and what is new. */
  async refresh() {
    this.chats = await api.chats(this.id);
    await this.refreshProfile();
    for (const { chat } of this.chats) this.#watch(chat.id);
    await Promise.all(this.chats.map(({ chat }) => this.storeOf(chat.id).pull()));
    this.#changed();
  }

  async refreshProfile() {
    this.bot = await api.bot(this.user.language_code);
    for (const { chat } of this.chats) this.#commands.set(chat.id, await api.commands(this.id, chat.id));
    this.#changed();
  }

  /** The bot's commands that this person is shown in a chat. */
  commandsIn(chatId) {
    return this.#commands.get(chatId) ?? [];
  }

  /** The groups this person is in. */
  get groups() {
    return this.chats.slice(1).map(({ chat }) => chat);
  }

  /** Whether this person opened a group: in the staff's that is the shop's owner. */
  owns(chatId) {
    return this.chats.some(({ chat, status }) => chat.id === chatId && status === "creator");
  }

  /** How many messages are new in a chat, or in one topic of it. */
  unread(chatId, topic = null) {
    const topics = this.#unread.get(chatId) ?? new Map();
    if (topic !== null) return topics.get(topic) ?? 0;
    return [...topics.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Say that a chat, or one topic of it, is on the screen: while it is, nothing there is unread. */
  show(chatId, topic = null) {
    this.#shown.set(chatId, topic);
    const unread = this.#unread.get(chatId);
    if (topic === null ? this.#unread.delete(chatId) : unread?.delete(topic)) this.#changed();
  }

  /** Say that a chat is on the screen no longer. */
  hide(chatId) {
    this.#shown.delete(chatId);
  }

  #watch(chatId) {
    if (this.#watched.has(chatId)) return;
    this.#watched.add(chatId);
    const store = this.storeOf(chatId);
    store.addEventListener("typing", () => this.#changed());
    store.addEventListener("change", ({ detail: { initial, added } }) => {
      if (!initial) this.#countFresh(chatId, added.map((id) => store.find(id)));
      this.#changed();
    });
  }

  #countFresh(chatId, messages) {
    const unread = this.#unread.get(chatId) ?? new Map();
    for (const message of messages) {
      const topic = topicOf(message);
      const shown = this.#shown.has(chatId) && [null, topic].includes(this.#shown.get(chatId));
      const aside = message.forum_topic_edited || message.pinned_message;
      if (shown || aside || message.from?.id === this.id) continue;
      unread.set(topic, (unread.get(topic) ?? 0) + 1);
    }
    this.#unread.set(chatId, unread);
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

export class Customers extends EventTarget {
  list = [];
  #stores = new Map();

  find(userId) {
    return this.list.find((customer) => customer.id === userId) ?? null;
  }

  /** Load everyone and everything new; also used after the line was lost. */
  async load() {
    const users = await api.users();
    clock.take((await optional(api.clock())) ?? { ahead: 0 });
    for (const user of users) this.#include(user);
    await Promise.all(this.list.map((customer) => customer.refresh()));
    await Promise.all(this.list.map((customer) => customer.taps.recover()));
    this.dispatchEvent(new Event("change"));
  }

  /** Add a customer of the given name and language to the sandbox. */
  async add(firstName, languageCode) {
    const customer = this.#include(await api.addUser({ first_name: firstName, language_code: languageCode }));
    await customer.refresh();
    this.dispatchEvent(new Event("change"));
    return customer;
  }

  /** Act on one event of the stream. */
  receive(event) {
    const store = this.#stores.get(event.chat_id);
    if (event.type === "chat_action") {
      store?.botWasHere();
      store?.showTyping();
    } else if (event.type === "callback_answered") {
      store?.botWasHere();
      for (const customer of this.list) customer.taps.receive(event);
    } else if (event.type === "clock") {
      clock.take(event);
    } else if (event.type === "commands") {
      for (const customer of this.list) customer.refreshProfile().catch(ignoreUnreachable);
    } else if (store) {
      store.pull();
    } else {
      this.load().catch(ignoreUnreachable);
    }
  }

  #include(user) {
    const known = this.find(user.id);
    if (known) return known;
    const customer = new Customer(user, (chatId) => this.#storeOf(chatId));
    this.list.push(customer);
    return customer;
  }

  #storeOf(chatId) {
    if (!this.#stores.has(chatId)) this.#stores.set(chatId, new ChatStore(chatId));
    return this.#stores.get(chatId);
  }
}
