/** The list of customers, at the left or, on phones, along the top. */

import { avatar, displayName, element, refreshRows } from "./dom.js";
import { summary } from "./message.js";
import { clockTime, languageName } from "./words.js";

/** Draw the list anew. `open(customer, chatId)` shows a chat. */
export function drawPeople(host, customers, selected, open) {
  refreshRows(
    host,
    customers.flatMap((customer) => [
      customerRow(customer, selected, open),
      ...customer.chats.slice(1).map(({ chat }) => groupRow(customer, chat, selected, open)),
    ]),
  );
}

function customerRow(customer, selected, open) {
  const language = languageName(customer.user.language_code);
  const current = selected?.customer === customer && selected.chatId === customer.id;
  return row(customer, customer.id, {
    picture: avatar(customer.user),
    dataset: { userId: customer.id, row: `user-${customer.id}` },
    current,
    open,
    title: [
      displayName(customer.user),
      language && element("span", { class: "person-language" }, ` · ${language}`),
    ],
  });
}

function groupRow(customer, chat, selected, open) {
  const current = selected?.customer === customer && selected.chatId === chat.id;
  return row(customer, chat.id, {
    picture: avatar(chat),
    dataset: { chatId: chat.id, row: `chat-${customer.id}-${chat.id}` },
    current,
    open,
    title: [displayName(chat)],
    kind: "group",
  });
}

function row(customer, chatId, { picture, dataset, current, open, title, kind = "customer" }) {
  const store = customer.storeOf(chatId);
  const last = store.last;
  const unread = customer.unread(chatId);
  return element(
    "button",
    {
      type: "button",
      class: `person ${kind}`,
      dataset,
      "aria-current": current ? "true" : null,
      onclick: () => open(customer, chatId),
    },
    picture,
    element(
      "span",
      { class: "person-words" },
      element(
        "span",
        { class: "person-line" },
        element("span", { class: "person-name" }, title),
        last &&
          element("time", { class: "person-time" }, clockTime(customer.words, last.edit_date ?? last.date)),
      ),
      element(
        "span",
        { class: "person-line" },
        element(
          "span",
          { class: `person-preview ${store.typing ? "typing" : ""}`, lang: customer.words.locale },
          store.typing ? `${customer.words.typing}…` : preview(customer, last),
        ),
        unread > 0 &&
          element(
            "span",
            { class: "badge", "aria-label": `${unread} ${customer.words.newMessages}` },
            String(unread),
          ),
      ),
    ),
  );
}

function preview(customer, last) {
  return last ? summary(last, customer.words) : customer.words.emptyChat;
}
