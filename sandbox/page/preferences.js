/** What the page remembers from one visit to the next. */

const SYSTEM_DARK = matchMedia("(prefers-color-scheme: dark)");

/** Emits "theme" when light or dark changes. */
export class Preferences extends EventTarget {
  constructor() {
    super();
    this.#applyTheme();
    SYSTEM_DARK.addEventListener("change", () => this.#applyTheme());
  }

  get lastUser() {
    return Number(localStorage.getItem("lastUser"));
  }

  set lastUser(userId) {
    localStorage.setItem("lastUser", userId);
  }

  /** The group that was shown last, if the last chat was one. */
  get lastGroup() {
    return Number(localStorage.getItem("lastGroup"));
  }

  set lastGroup(chatId) {
    localStorage.setItem("lastGroup", chatId);
  }

  get sideBySide() {
    return localStorage.getItem("sideBySide") === "true";
  }

  set sideBySide(on) {
    localStorage.setItem("sideBySide", on);
  }

  /** Dark as chosen with the toggle, else as the system wants. */
  get dark() {
    const chosen = localStorage.getItem("theme");
    return chosen === null ? SYSTEM_DARK.matches : chosen === "dark";
  }

  set dark(on) {
    if (on === SYSTEM_DARK.matches) localStorage.removeItem("theme");
    else localStorage.setItem("theme", on ? "dark" : "light");
    this.#applyTheme();
  }

  #applyTheme() {
    document.documentElement.dataset.theme = this.dark ? "dark" : "light";
    this.dispatchEvent(new Event("theme"));
  }
}
