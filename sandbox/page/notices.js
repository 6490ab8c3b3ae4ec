/** What covers the chat for a moment: toasts, dialogs, an enlarged photo, context menus. */

import { element, icon } from "./dom.js";

const TOAST_MILLISECONDS = 3200;

/** Show a line that goes away by itself. */
export function toast(host, text) {
  host.querySelector(":scope > .toast")?.remove();
  const node = element("div", { class: "toast", role: "status" }, text);
  host.append(node);
  setTimeout(() => node.classList.add("leaving"), TOAST_MILLISECONDS);
  setTimeout(() => node.remove(), TOAST_MILLISECONDS + 250);
}

/** Show a text with an OK button, as a callback answer with show_alert does. */
export function alertDialog(text, words) {
  openDialog("alert", [element("p", {}, text)], [[words.ok, null]]);
}

/** Ask before doing something; `confirm` runs when the person agrees. */
export function confirmDialog(text, label, words, confirm) {
  openDialog(
    "confirm",
    [element("p", {}, text)],
    [
      [words.cancel, null],
      [label, confirm],
    ],
  );
}

function openDialog(kind, content, choices) {
  const dialog = element(
    "dialog",
    { class: `dialog ${kind}`, onclose: () => dialog.remove() },
    content,
    element(
      "div",
      { class: "dialog-buttons" },
      choices.map(([label, action]) =>
        element(
          "button",
          {
            type: "button",
            onclick: () => {
              dialog.close();
              action?.();
            },
          },
          label,
        ),
      ),
    ),
  );
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector(".dialog-buttons button:last-child").focus();
}

/** Show a photo as large as the window allows; any click or Escape closes it. */
export function enlarge(source, description, words) {
  const dialog = element(
    "dialog",
    {
      class: "lightbox",
      "aria-label": words.photo,
      onclick: () => dialog.close(),
      onclose: () => dialog.remove(),
    },
    element("img", { src: source, alt: description }),
    element(
      "button",
      { type: "button", class: "icon-button lightbox-close", "aria-label": words.close },
      icon("close"),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}

/** Open a small menu at a point; `items` are [icon, label, action]. */
export function contextMenu(left, top, items) {
  const close = () => menu.hidePopover();
  const menu = element(
    "div",
    { class: "context-menu", role: "menu", popover: "auto" },
    items.map(([name, label, action]) =>
      element(
        "button",
        {
          type: "button",
          role: "menuitem",
          class: name === "trash" ? "danger" : null,
          onclick: () => {
            close();
            action();
          },
        },
        icon(name),
        label,
      ),
    ),
  );
  menu.addEventListener("toggle", (event) => event.newState === "closed" && menu.remove());
  document.body.append(menu);
  menu.showPopover();
  menu.style.left = `${Math.min(left, innerWidth - menu.offsetWidth - 8)}px`;
  menu.style.top = `${Math.min(top, innerHeight - menu.offsetHeight - 8)}px`;
  menu.querySelector("button").focus();
}

/** Put a text on the clipboard, also where the browser keeps its clipboard to secure pages. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = element("textarea", { class: "visually-hidden", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}
