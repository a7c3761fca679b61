// Buttons that copy a feed's address. Without this script the address is there as text.
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll(".feed-copy")) {
    const address = button.parentElement.querySelector(".feed-address");
    const name = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(address.textContent);
      } catch {
        // No clipboard here (an old browser, or plain http): mark the text and let the browser copy it.
        getSelection().selectAllChildren(address);
        if (!document.execCommand("copy")) return;
      }
      button.textContent = button.dataset.copied;
      button.setAttribute("aria-live", "polite");
      setTimeout(() => { button.textContent = name; }, 2000);
    });
  }
});
