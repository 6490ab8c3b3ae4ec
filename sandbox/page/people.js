/** The list of customers, at the left or, on phones, along the top. */

import { avatar, displayName, element, refreshRows } from "./dom.js";
import { summary } from "./message.js";
import { clockTime, languageName } from "./words.js";

/**
 * Draw the list anew: customers first, then each group with the people who are in it. `open(customer, chatId)` shows
 * a chat, a group as the person who read it last.
 */
export function drawPeople(host, customers, selected, viewerOf, open) {
  const groups = new Map(customers.flatMap(({ groups }) => groups).map((group) => [group.id, group]));
  const inside = customers.filter((customer) => customer.groups.length > 0);
  refreshRows(host, [
    ...customers
      .filter((customer) => !inside.includes(customer))
      .map((customer) => customerRow(customer, languageName(customer.user.language_code), selected, open)),
    ...[...groups.values()].flatMap((group) => {
      const members = inside.filter((customer) => customer.groups.some(({ id }) => id === group.id));
      const viewer = viewerOf(group.id, members);
      return [
        element("h2", { class: "people-heading", dataset: { row: `heading-${group.id}` } }, viewer.words.desk),
        groupRow(viewer, group, selected, open),
        ...members.map((member) => customerRow(member, roleOf(member, group), selected, open)),
      ];
    }),
  ]);
}

function roleOf(member, group) {
  return member.owns(group.id) ? member.words.owner : member.words.staff;
}

function customerRow(customer, what, selected, open) {
  const current = selected?.customer === customer && selected.chatId === customer.id;
  return row(customer, customer.id, {
    picture: avatar(customer.user),
    dataset: { userId: customer.id, row: `user-${customer.id}` },
    current,
    open: () => open(customer, customer.id),
    title: [displayName(customer.user), what && element("span", { class: "person-language" }, ` · ${what}`)],
  });
}

function groupRow(viewer, chat, selected, open) {
  return row(viewer, chat.id, {
    picture: avatar(chat),
    dataset: { chatId: chat.id, row: `chat-${chat.id}` },
    current: selected?.chatId === chat.id,
    open: () => open(null, chat.id),
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
      onclick: open,
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
