/** Building DOM nodes. Data only ever becomes text nodes and attributes, so nothing a customer types can become markup. */

import { ICONS } from "./icons.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * Create an element. Keys starting with "on" are listeners; "dataset" is an object; true makes an empty attribute;
 * null, undefined and false leave the attribute out. Children are nodes, strings, arrays of them, or nothing.
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

/** Append nodes and strings, however deeply they are nested in arrays; nothing is appended for null or false. */
export function append(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
}

/**
 * Make a host's children look like the given rows, matched by data-row. Those that are there already stay the
 * same elements with their first listeners: a press or the focus must not be lost because something was redrawn.
 */
export function refreshRows(host, rows) {
  const present = new Map([...host.children].map((child) => [child.dataset.row, child]));
  const children = rows.map((row) => {
    const old = present.get(row.dataset.row);
    return old ? takeOver(old, row) : row;
  });
  const same =
    children.length === host.children.length &&
    children.every((child, index) => child === host.children[index]);
  if (!same) host.replaceChildren(...children);
}

function takeOver(old, row) {
  for (const name of old.getAttributeNames()) {
    if (!row.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const name of row.getAttributeNames()) old.setAttribute(name, row.getAttribute(name));
  old.replaceChildren(...row.childNodes);
  return old;
}

/** Draw one of the page's icons. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  for (const [index, data] of ICONS[name].entries()) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", data);
    path.setAttribute("class", `stroke-${index}`);
    svg.append(path);
  }
  return svg;
}

/** A round button that shows an icon and says what it does. */
export function iconButton(name, label, onclick, attributes = {}) {
  return element(
    "button",
    { type: "button", class: "icon-button", title: label, "aria-label": label, onclick, ...attributes },
    icon(name),
  );
}

const PALETTE = ["red", "orange", "violet", "green", "cyan", "blue", "pink"];

/** The round picture of someone without a photo: their first letter on a colour chosen by their id, as Telegram does. */
export function avatar(person, size = "large") {
  const name = displayName(person);
  const letter = [...name.trim()][0] ?? "?";
  const colour = PALETTE[Math.abs(person.id ?? 0) % PALETTE.length];
  return element(
    "span",
    { class: `avatar avatar-${size} avatar-${colour}`, "aria-hidden": "true" },
    letter.toUpperCase(),
  );
}

/** The name Telegram shows for a user, a bot or a group. */
export function displayName(person) {
  return (
    person.title ?? ([person.first_name, person.last_name].filter(Boolean).join(" ") || String(person.id))
  );
}
