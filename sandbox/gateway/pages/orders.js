"use strict";
document.querySelectorAll("[data-switch]").forEach((box) => {
  box.addEventListener("change", async () => {
    const answer = await fetch(`/switches/${box.dataset.switch}`, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ value: box.checked }),
    });
    if (!answer.ok) box.checked = !box.checked;
  });
});
setInterval(async () => {
  const answer = await fetch("/");
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("orders").replaceWith(fresh.getElementById("orders"));
}, 2000);
