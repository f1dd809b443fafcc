// Copies a field's words. The button shows itself only where copying works; without it, the field can be selected.
for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const label = button.querySelector("span");
  if (!field || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      label.textContent = button.dataset.done;
    } catch {
      field.focus();
      field.select();
    }
  });
}
