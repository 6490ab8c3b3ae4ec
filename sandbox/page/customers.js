/** The people of the sandbox: who they are, their chats, what is new in each. */

import { api, ignoreUnreachable } from "./api.js";
import { ChatStore } from "./store.js";
import { Taps } from "./taps.js";
import { wordsFor } from "./words.js";

export class Customer extends EventTarget {
  /** The bot's private chat first, then groups; empty until loaded. */
  chats = [];
  /** The bot and its commands, as told in this customer's language. */
  bot = null;
  commands = [];
  /** What stands unsent in the input of each chat. */
  drafts = new Map();
  #unread = new Map();
  #shown = new Set();
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
    [this.bot, this.commands] = await Promise.all([api.bot(this.user.language_code), api.commands(this.id)]);
    this.#changed();
  }

  unread(chatId) {
    return this.#unread.get(chatId) ?? 0;
  }

  /** Say that a chat is on the screen, or no longer: while it is, nothing in it is unread. */
  setShown(chatId, shown) {
    if (shown) this.#shown.add(chatId);
    else this.#shown.delete(chatId);
    if (shown && this.#unread.delete(chatId)) this.#changed();
  }

  #watch(chatId) {
    if (this.#watched.has(chatId)) return;
    this.#watched.add(chatId);
    const store = this.storeOf(chatId);
    store.addEventListener("typing", () => this.#changed());
    store.addEventListener("change", ({ detail: { initial, added } }) => {
      const fresh = added.filter((id) => store.find(id).from?.id !== this.id).length;
      if (!initial && fresh > 0 && !this.#shown.has(chatId))
        this.#unread.set(chatId, this.unread(chatId) + fresh);
      this.#changed();
    });
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
