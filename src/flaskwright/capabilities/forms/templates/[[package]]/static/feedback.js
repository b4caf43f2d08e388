// The question on the page that says thank you: sends the answer without leaving the page.

document.querySelector("[data-feedback]").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const status = form.querySelector('[role="status"]');
  const response = await send(form.action, {
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ easy: event.submitter.value === "yes" }),
  });
  status.textContent = response.ok ? "Thank you for telling us." : "That did not arrive. Please try again.";
  if (response.ok) form.querySelector(".actions").hidden = true;
});
