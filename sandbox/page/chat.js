/** One chat as one customer sees it: header, messages, input. */

import { api } from "./api.js";
import { Composer } from "./composer.js";
import { avatar, displayName, element } from "./dom.js";
import { MessageLog } from "./log.js";
import { alertDialog, confirmDialog, contextMenu, copyText, enlarge, toast } from "./notices.js";
import { amount } from "./media.js";
import { PinnedBar } from "./pinned.js";
import { topicOf } from "./store.js";
import { TopicStrip } from "./topics.js";
import { languageName } from "./words.js";

export class Chat {
  #closing = new AbortController();
  #topic = null;

  /** `members` are those who may write here, of a group; `become(member)` shows it as another of them. */
  constructor({ customer, chatId, events, members, openDeepLink, become }) {
    Object.assign(this, { customer, chatId, events, members, openDeepLink, become });
    this.words = customer.words;
    this.store = customer.storeOf(chatId);
    this.actions = this.#actions();
    this.#build();
    const { signal } = this.#closing;
    for (const name of ["change", "typing"])
      this.store.addEventListener(name, () => this.refresh(), { signal });
    customer.addEventListener("change", () => this.refresh(), { signal });
    events.addEventListener("connection", () => this.refresh(), { signal });
    customer.taps.addEventListener("change", ({ detail }) => this.log.refreshWaiting(detail.messageId), {
      signal,
    });
    customer.taps.addEventListener("answer", ({ detail }) => this.#answered(detail), { signal });
    customer.show(chatId);
    this.refresh();
  }

  get bot() {
    return this.customer.bot;
  }

  get group() {
    const entry = this.customer.chats.find(({ chat }) => chat.id === this.chatId);
    return entry && entry.chat.type !== "private" ? entry.chat : null;
  }

  #build() {
    const { words, customer } = this;
    const shown = this.group ?? this.bot;
    this.title = element("h2");
    this.status = element("span", { class: "chat-status" });
    this.topics = new TopicStrip({
      ...{ customer, chatId: this.chatId, store: this.store },
      choose: (topic) => this.#showTopic(topic),
    });
    this.pinned = new PinnedBar(this.store, words, (messageId) => this.log.showMessage(messageId));
    this.empty = element("div", { class: "empty" });
    this.log = new MessageLog(this.store, this.actions, this.#closing.signal);
    this.composer = new Composer({
      customer,
      store: this.store,
      chatId: this.chatId,
      actions: this.actions,
      send: (content) => this.#send(content),
      edit: (id, text) => this.#edit(id, text),
    });
    this.log.list.addEventListener("contextmenu", (event) => this.#openMenu(event));
    this.log.list.addEventListener("dblclick", (event) => this.#replyTo(event));
    this.log.list.addEventListener("keydown", (event) => this.#keyOn(event));
    this.node = element(
      "section",
      {
        class: "chat",
        "aria-label": `${displayName(customer.user)} – ${displayName(shown)}`,
        lang: words.locale,
        dataset: { paneUserId: customer.id },
      },
      element(
        "header",
        { class: "chat-header" },
        avatar(shown, "medium"),
        element("div", { class: "chat-title" }, this.title, this.status),
        this.group ? this.#viewers() : this.#viewer(),
      ),
      this.topics.node,
      this.pinned.node,
      element("div", { class: "chat-body" }, this.log.node, this.empty, this.composer.node),
    );
  }

  #viewer() {
    const { user } = this.customer;
    return element(
      "span",
      { class: "chat-viewer" },
      avatar(user, "tiny"),
      `${displayName(user)} · ${languageName(user.language_code)}`,
    );
  }

  /** In a group one chooses as whom to read and write. */
  #viewers() {
    const { words, chatId, members } = this;
    const role = (member) => (member.owns(chatId) ? words.owner : words.staff);
    const choice = element(
      "select",
      { "aria-label": words.writeAs, onchange: () => this.become(members[choice.selectedIndex]) },
      members.map((member) => element("option", {}, `${displayName(member.user)} · ${role(member)}`)),
    );
    choice.selectedIndex = members.indexOf(this.customer);
    return element("label", { class: "chat-as" }, element("span", {}, words.writeAs), choice);
  }

  /** Mark this as the chat that keys and tests mean by #composer. */
  setCurrent(current) {
    this.composer.input.id = current ? "composer" : "composer-beside";
    this.node.classList.toggle("current", current);
  }

  close() {
    this.customer.hide(this.chatId);
    this.#closing.abort();
    this.node.remove();
  }

  focus() {
    this.composer.focus();
  }

  refresh() {
    this.title.textContent = displayName(this.group ?? this.bot);
    this.status.textContent = this.#statusText();
    this.status.className = `chat-status ${this.store.typing && this.events.connected ? "typing" : ""}`;
    this.composer.refresh();
    this.#drawEmpty();
    if (this.group) this.#refreshGroup();
  }

  #refreshGroup() {
    const known = (topic) => [null, 0].includes(topic) || this.store.topics.some(({ thread }) => thread === topic);
    if (!known(this.#topic)) return this.#showTopic(null);
    if (this.group.is_forum) this.topics.refresh(this.#topic);
    else this.topics.node.hidden = true;
    this.pinned.refresh((message) => this.#topic === null || topicOf(message) === this.#topic);
    const named = this.store.topics.find(({ thread }) => thread === this.#topic);
    this.composer.goTo(this.group.is_forum ? (named?.name ?? "General") : null);
  }

  #statusText() {
    if (!this.events.connected) return this.words.connecting;
    if (this.store.typing) return this.words.typing;
    return this.group ? this.words.group : this.words.bot;
  }

  #drawEmpty() {
    this.empty.hidden = !this.store.loaded || this.store.last !== null;
    if (this.empty.hidden) return;
    const { words, bot } = this;
    this.empty.replaceChildren(
      bot.description && !this.group
        ? element(
            "div",
            { class: "empty-card description" },
            element("strong", {}, words.whatCanItDo),
            element("p", {}, bot.description),
          )
        : element(
            "div",
            { class: "empty-card" },
            element("strong", {}, words.emptyChat),
            element("p", {}, words.emptyHint),
          ),
    );
  }

  #showTopic(topic) {
    this.#topic = topic;
    this.log.showTopic(topic);
    this.customer.show(this.chatId, topic);
    this.refresh();
  }

  /** What the content of messages may do. */
  #actions() {
    const { customer, words } = this;
    return {
      words,
      viewerId: customer.id,
      sendText: (text) => this.#send({ text }).catch(() => {}),
      sendContact: () =>
        this.#send({ contact: { phone_number: "+10000000000", first_name: customer.user.first_name } }).catch(
          () => {},
        ),
      sendLocation: () =>
        this.#send({ location: { latitude: 31.2304, longitude: 121.4737 } }).catch(() => {}),
      copy: async (text) => {
        await copyText(text);
        this.toast(words.copied);
      },
      openHere: (url) => this.#openHere(url),
      isWaiting: (message, data) => customer.taps.isWaiting(this.chatId, message.message_id, data),
      tap: (message, data) =>
        this.#try(customer.taps.tap(this.chatId, message.message_id, data)).catch(() => {}),
      pay: (message) => this.#pay(message),
      refuse: () => this.toast(words.unsupported),
      enlarge: (source, description) => enlarge(source, description, words),
      showMessage: (messageId) => this.log.showMessage(messageId),
      restart: () => this.#restart(),
    };
  }

  toast(text) {
    toast(this.log.node, text);
  }

  /** Wait for a call; say what went wrong, then let the caller know too. */
  async #try(call) {
    try {
      return await call;
    } catch (problem) {
      this.toast(`${this.words.failed}${problem.message}`);
      throw problem;
    }
  }

  async #send(content) {
    const place = this.group ? { chat_id: this.chatId, ...(this.#topic && { thread: this.#topic }) } : {};
    await this.#try(api.send(this.customer.id, { ...content, ...place }));
    await this.store.pull();
  }

  async #edit(messageId, text) {
    await this.#try(api.edit(this.customer.id, this.chatId, messageId, text));
    await this.store.pull();
  }

  async #restart() {
    await this.#try(api.unblock(this.customer.id));
    await this.customer.refresh();
    await this.#send({ text: "/start" });
  }

  #pay(message) {
    const total = amount(message.invoice.total_amount, message.invoice.currency);
    confirmDialog(`${message.invoice.title} — ${total}`, `${this.words.pay} ${total}`, this.words, () =>
      this.#try(api.payInvoice(this.customer.id, this.chatId, message.message_id)).catch(() => {}),
    );
  }

  #openHere(url) {
    const [, inGroup, thread] = url.pathname.match(/^\/c\/(\d+)\/(\d+)$/) ?? [];
    if (url.hostname === "t.me" && String(this.chatId) === `-100${inGroup}`) {
      this.#showTopic(Number(thread));
      return true;
    }
    const toBot =
      url.hostname === "t.me" && url.pathname.slice(1).toLowerCase() === this.bot.username.toLowerCase();
    const toBotByScheme =
      url.protocol === "tg:" &&
      url.searchParams.get("domain")?.toLowerCase() === this.bot.username.toLowerCase();
    if (!toBot && !toBotByScheme) return false;
    const payload = url.searchParams.get("start");
    if (payload !== null) this.openDeepLink(this.customer, payload);
    return true;
  }

  #answered(answer) {
    if (answer.url) {
      const url = new URL(answer.url, location.href);
      if (!this.#openHere(url)) window.open(url, "_blank", "noopener");
    }
    if (!answer.text) return;
    if (answer.show_alert) alertDialog(answer.text, this.words);
    else this.toast(answer.text);
  }

  #messageOf(event) {
    const node = event.target.closest("[data-message-id]");
    return node && !node.classList.contains("service")
      ? this.store.find(Number(node.dataset.messageId))
      : null;
  }

  #replyTo(event) {
    const message = this.#messageOf(event);
    if (message && !event.target.closest("button, a, code, .spoiler"))
      this.composer.setAbout({ kind: "reply", message });
  }

  /** Enter on a message that the arrow keys have reached opens its menu. */
  #keyOn(event) {
    const message = this.#messageOf(event);
    if (event.key !== "Enter" || !message || !event.target.matches(".message")) return;
    event.preventDefault();
    const { left, top } = event.target.querySelector(".bubble").getBoundingClientRect();
    this.#offer(message, left, Math.max(top, 0));
  }

  #openMenu(event) {
    const message = this.#messageOf(event);
    if (!message || event.target.closest("a") || String(getSelection()) !== "") return;
    event.preventDefault();
    this.#offer(message, event.clientX, event.clientY);
  }

  #offer(message, left, top) {
    const { words, customer } = this;
    const own = message.from?.id === customer.id;
    const text = message.text ?? message.caption;
    contextMenu(
      left,
      top,
      [
        ["reply", words.reply, () => this.composer.setAbout({ kind: "reply", message })],
        text && ["copy", words.copy, () => this.actions.copy(text)],
        own && text && ["edit", words.edit, () => this.composer.setAbout({ kind: "edit", message })],
        (own || !this.group) && ["trash", words.delete, () => this.#delete(message)],
      ].filter(Boolean),
    );
  }

  async #delete(message) {
    await this.#try(api.remove(this.customer.id, this.chatId, message.message_id)).catch(() => {});
    await this.store.pull();
  }
}
