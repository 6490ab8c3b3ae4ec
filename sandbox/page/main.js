/** Starts the page: loads the customers, shows the chosen chats, follows the events. */

import { api, ApiError } from "./api.js";
import { Chat } from "./chat.js";
import { Controls } from "./controls.js";
import { Customers } from "./customers.js";
import { element, iconButton, refreshRows } from "./dom.js";
import { Events } from "./events.js";
import { toast } from "./notices.js";
import { drawPeople } from "./people.js";
import { Preferences } from "./preferences.js";

const WIDE = matchMedia("(min-width: 1100px)");
const RETRY_MILLISECONDS = 1000;

class Page {
  #chats = [];
  #selected = null;
  /** The chats by when they were last chosen, the latest first. */
  #recent = [];
  #watched = new Set();

  constructor() {
    this.customers = new Customers();
    this.events = new Events();
    this.preferences = new Preferences();
    this.controls = new Controls(this.customers, {
      current: () => this.#selected.customer,
      toast: (text) => this.#toast(text),
      open: (customer) => this.open(customer, customer.id),
    });
    this.people = element("nav", { class: "people" });
    this.panes = element("main", { class: "panes" });
    this.bar = element("header", { class: "people-bar" });
    document.body.replaceChildren(
      element(
        "div",
        { class: "page" },
        element("aside", { class: "side" }, this.bar, this.people),
        this.panes,
      ),
      this.controls.node,
    );
    this.#listen();
  }

  #listen() {
    this.customers.addEventListener("change", () => this.#watchPeople());
    this.events.addEventListener("event", ({ detail }) => this.customers.receive(detail));
    this.events.addEventListener("connection", () => this.events.connected && this.#load());
    this.preferences.addEventListener("theme", () => this.#selected && this.#drawBar());
    WIDE.addEventListener("change", () => this.#selected && this.#arrange());
    const reload = () => document.visibilityState === "visible" && this.#load();
    document.addEventListener("visibilitychange", reload);
  }

  /** Load everything, then show the chat that the address or the last visit asks for. */
  async start() {
    await this.#firstLoad();
    this.events.open();
    const query = new URLSearchParams(location.search);
    const asked = this.customers.find(Number(query.get("user")));
    const customer = asked ?? this.customers.find(this.preferences.lastUser) ?? this.customers.list[0];
    const group = customer.groups.find(({ id }) => id === this.preferences.lastGroup);
    this.#recent = this.customers.list.map((other) => ({ customer: other, chatId: other.id }));
    this.open(customer, asked || !group ? customer.id : group.id);
    if (!query.has("start") && !query.has("user")) return;
    history.replaceState(null, "", location.pathname);
    if (query.has("start")) await this.openDeepLink(customer, query.get("start"));
  }

  /** The page may be opened before the sandbox answers: wait for it. */
  async #firstLoad() {
    while (!(await this.#load())) await new Promise((resolve) => setTimeout(resolve, RETRY_MILLISECONDS));
  }

  /** Load what is new; false when the sandbox cannot be reached, of which the header of the chat tells. */
  async #load() {
    try {
      await this.customers.load();
      return true;
    } catch (problem) {
      if (problem instanceof ApiError) return false;
      throw problem;
    }
  }

  /** Show a chat of a customer. */
  open(customer, chatId) {
    this.#select(customer, chatId);
    // The staff's group is tried with a customer beside it, where there is room.
    if (chatId !== customer.id && WIDE.matches) this.preferences.sideBySide = true;
    this.#arrange();
    this.people.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (matchMedia("(hover: hover)").matches) this.#chats.find((chat) => this.#isSelected(chat))?.focus();
  }

  #select(customer, chatId) {
    this.#selected = { customer, chatId };
    this.#recent = [this.#selected, ...this.#recent.filter((other) => other.chatId !== chatId)];
    this.preferences.lastUser = customer.id;
    this.preferences.lastGroup = chatId === customer.id ? 0 : chatId;
    document.documentElement.lang = customer.words.locale;
  }

  /** Do what opening https://t.me/<bot>?start=PAYLOAD does. */
  async openDeepLink(customer, payload) {
    this.open(customer, customer.id);
    try {
      if (customer.blocked) await api.unblock(customer.id);
      await api.send(customer.id, payload === "" ? { text: "/start" } : { start: payload });
      await customer.refresh();
    } catch (problem) {
      this.#toast(`${customer.words.failed}${problem.message}`);
    }
  }

  get #sideBySide() {
    return WIDE.matches && this.preferences.sideBySide && this.customers.list.length > 1;
  }

  /** Make the shown chats those that should be shown. */
  #arrange() {
    const wanted = [this.#selected];
    if (this.#sideBySide) wanted.push(this.#recent[1]);
    const { list } = this.customers;
    const order = ({ customer, chatId }) => (chatId === customer.id ? list.indexOf(customer) : list.length);
    wanted.sort((one, other) => order(one) - order(other));
    const old = this.#chats;
    const same = (chat, entry) => chat.customer === entry.customer && chat.chatId === entry.chatId;
    this.#chats = wanted.map((entry) => old.find((chat) => same(chat, entry)) ?? this.#createChat(entry));
    for (const chat of old.filter((other) => !this.#chats.includes(other))) chat.close();
    const nodes = this.#chats.map((chat) => chat.node);
    if (nodes.some((node, index) => this.panes.children[index] !== node))
      this.panes.replaceChildren(...nodes);
    for (const chat of this.#chats) chat.log.scrollToBottom();
    this.panes.classList.toggle("side-by-side", this.#chats.length > 1);
    this.#markCurrent();
  }

  #createChat({ customer, chatId }) {
    const chat = new Chat({
      customer,
      chatId,
      events: this.events,
      members: this.#membersOf(chatId),
      become: (member) => this.open(member, chatId),
      openDeepLink: (asking, payload) => this.openDeepLink(asking, payload),
    });
    chat.node.addEventListener("focusin", () => this.#focused(chat));
    return chat;
  }

  #focused(chat) {
    if (this.#isSelected(chat)) return;
    this.#select(chat.customer, chat.chatId);
    this.#markCurrent();
  }

  #isSelected({ customer, chatId }) {
    return this.#selected.customer === customer && this.#selected.chatId === chatId;
  }

  #membersOf(chatId) {
    return this.customers.list.filter(({ groups }) => groups.some(({ id }) => id === chatId));
  }

  /** As whom a group is read: as who read it last, else as the first of its members. */
  #viewerOf(chatId, members = this.#membersOf(chatId)) {
    return this.#recent.find((entry) => entry.chatId === chatId)?.customer ?? members[0];
  }

  #markCurrent() {
    for (const chat of this.#chats) {
      chat.setCurrent(this.#isSelected(chat));
    }
    this.#drawPeople();
    this.#drawBar();
  }

  #watchPeople() {
    for (const customer of this.customers.list) {
      if (this.#watched.has(customer)) continue;
      this.#watched.add(customer);
      customer.addEventListener("change", () => this.#drawPeople());
    }
    if (this.#selected) this.#drawPeople();
  }

  #drawPeople() {
    if (!this.#selected) return;
    this.people.setAttribute("aria-label", this.#selected.customer.words.customers);
    drawPeople(
      this.people,
      this.customers.list,
      this.#selected,
      (chatId, members) => this.#viewerOf(chatId, members),
      (customer, chatId) => this.open(customer ?? this.#viewerOf(chatId), chatId),
    );
    const unread = this.customers.list.reduce((sum, customer) => sum + customer.unread(customer.id), 0);
    document.title = `${unread > 0 ? `(${unread}) ` : ""}${this.#selected.customer.bot.first_name} · Telegram sandbox`;
  }

  #drawBar() {
    const { words } = this.#selected.customer;
    const { preferences } = this;
    refreshRows(this.bar, [
      element("h1", { dataset: { row: "title" } }, words.customers),
      iconButton(
        "columns",
        words.sideBySide,
        () => {
          preferences.sideBySide = !preferences.sideBySide;
          this.#arrange();
        },
        {
          class: "icon-button side-by-side-toggle",
          "aria-pressed": String(preferences.sideBySide),
          dataset: { row: "columns" },
        },
      ),
      iconButton(
        preferences.dark ? "sun" : "moon",
        words.theme,
        () => {
          preferences.dark = !preferences.dark;
        },
        { class: "icon-button theme-toggle", dataset: { row: "theme" } },
      ),
      iconButton("flask", words.sandbox, () => this.controls.show(), {
        class: "icon-button sandbox-toggle",
        dataset: { row: "sandbox" },
      }),
    ]);
  }

  #toast(text) {
    toast(this.controls.node.open ? this.controls.node : document.body, text);
  }
}

await new Page().start();
