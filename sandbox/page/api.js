/** The local Telegram's client side, call by call. */

/**
 * An answer other than 2xx; `status` is the HTTP status, 0 when the server could not be reached. `key` is the problem's
 * name among the page's words, where it has one.
 */
export class ApiError extends Error {
  constructor(status, message, key) {
    super(message);
    this.status = status;
    this.key = key;
  }
}

/** For calls whose failure needs no word: when the line is back, everything is asked for again. */
export function ignoreUnreachable(problem) {
  if (!(problem instanceof ApiError)) throw problem;
}

/** Null when the server does not offer this part. */
export async function optional(call) {
  try {
    return await call;
  } catch (problem) {
    if (problem instanceof ApiError) return null;
    throw problem;
  }
}

async function request(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (problem) {
    throw new ApiError(0, problem.message);
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError(response.status, answer.error ?? `HTTP ${response.status}`, answer.name);
  return answer;
}

const get = (path) => request("GET", path);
const post = (path, body = {}) => request("POST", path, body);

export const api = {
  bot: (languageCode) => get(`/client/me-bot?language_code=${encodeURIComponent(languageCode ?? "")}`),
  users: () => get("/client/users"),
  addUser: (user) => post("/client/users", user),
  chats: (userId) => get(`/client/users/${userId}/chats`),
  commands: (userId, chatId) => get(`/client/users/${userId}/commands?chat_id=${chatId}`),
  messages: (chatId, afterRevision) =>
    get(`/client/chats/${chatId}/messages?after_revision=${afterRevision}`),
  send: (userId, content) => post(`/client/users/${userId}/send`, content),
  edit: (userId, chatId, messageId, text) =>
    post(`/client/users/${userId}/edit`, { chat_id: chatId, message_id: messageId, text }),
  remove: (userId, chatId, messageId) =>
    post(`/client/users/${userId}/delete`, { chat_id: chatId, message_id: messageId }),
  tap: (userId, chatId, messageId, data) =>
    post(`/client/users/${userId}/tap`, { chat_id: chatId, message_id: messageId, data }),
  callback: (callbackId) => get(`/client/callbacks/${encodeURIComponent(callbackId)}`),
  block: (userId) => post(`/client/users/${userId}/block`),
  unblock: (userId) => post(`/client/users/${userId}/unblock`),
  payInvoice: (userId, chatId, messageId) =>
    post(`/client/users/${userId}/pay-invoice`, { chat_id: chatId, message_id: messageId }),
  switches: () => get("/sandbox/switches"),
  setSwitch: (name, value) => request("PUT", `/sandbox/switches/${encodeURIComponent(name)}`, { value }),
  staffLanguage: () => get("/sandbox/staff-language"),
  setStaffLanguage: (language) => request("PUT", "/sandbox/staff-language", { language }),
  clock: () => get("/sandbox/clock"),
  moveClock: (by) => post("/sandbox/clock", by),
  rails: () => get("/sandbox/rails"),
  setRail: (name, value) => request("PUT", `/sandbox/rails/${encodeURIComponent(name)}`, { value }),
  links: () => get("/sandbox/links"),
  fileUrl: (fileId) => `/client/files/${encodeURIComponent(fileId)}`,
};
