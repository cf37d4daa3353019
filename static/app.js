// Makes the screens more comfortable; every one of them works without it. Plain syntax, for old phones.

// A second press while a form is on its way would only be refused. Who stopped it may press again.
document.addEventListener("submit", function (event) {
  const form = event.target;
  if (form.hasAttribute("data-sent")) event.preventDefault();
  form.setAttribute("data-sent", "");
  setTimeout(function () {
    form.removeAttribute("data-sent");
  }, 5000);
});

// A page that the browser kept may be older than the procedure.
addEventListener("pageshow", function (event) {
  if (event.persisted) location.reload();
});

const dialog = document.querySelector(".dialog");
if (dialog) openDialog(dialog, document.getElementById("ok"));

const countdown = document.getElementById("countdown");
if (countdown) watchCall(countdown);

// The error dialog is modal if the browser can do that. Its OK, Esc and links close it and lead to a
// field. An address with a fragment is that of a dialog which was closed without this script.
function openDialog(dialog, ok) {
  let followed = ok;
  behaveLikeButton(ok);
  if (!dialog.showModal || location.hash) return;
  dialog.removeAttribute("open");
  dialog.showModal();
  ok.focus();
  dialog.addEventListener("click", function (event) {
    if (!event.target.hash) return;
    event.preventDefault();
    followed = event.target;
    dialog.close();
  });
  dialog.addEventListener("close", function () {
    focusTarget(followed);
  });
}

// OK of the error dialog is a link, so that it works without this script.
function behaveLikeButton(link) {
  link.addEventListener("keydown", function (event) {
    if (event.key !== " ") return;
    event.preventDefault();
    link.click();
  });
  link.addEventListener("click", function () {
    focusTarget(link);
  });
}

function focusTarget(link) {
  const target = document.getElementById(link.hash.slice(1));
  if (target) target.focus();
}

// Screen 4: counts down, asks how the call stands, and says so.
function watchCall(element) {
  let endsAt = Date.now() + Number(element.getAttribute("data-seconds")) * 1000;
  const toAnnounce = [60, 30, 10];

  setInterval(function () {
    const seconds = Math.ceil((endsAt - Date.now()) / 1000);
    if (seconds <= 0) location.reload();
    else tellRemaining(element, seconds, toAnnounce);
  }, 1000);
  setInterval(ask, 2000);
  document.addEventListener("visibilitychange", ask);

  function ask() {
    if (document.hidden) return;
    const request = new XMLHttpRequest();
    request.open("GET", element.getAttribute("data-status-url"));
    request.onload = function () {
      if (request.status !== 200) return;
      const answer = JSON.parse(request.responseText);
      if (answer.status === "moved" || answer.status === "over") location.reload();
      endsAt = Date.now() + answer.remainingSeconds * 1000;
      if (answer.message) tellCall(answer.message, answer.status === "arrived");
    };
    request.send();
  }
}

// Screen readers hear of the rest at 60, 30 and 10 seconds only.
function tellRemaining(element, seconds, toAnnounce) {
  const fill = function (attribute) {
    return element.getAttribute(attribute).replace("{seconds}", String(seconds));
  };
  element.textContent = fill("data-text");
  if (toAnnounce.length === 0 || seconds > toAnnounce[0]) return;
  while (toAnnounce.length > 0 && seconds <= toAnnounce[0]) toAnnounce.shift();
  document.getElementById("announcement").textContent = fill("data-announcement");
}

function tellCall(message, hasArrived) {
  const place = document.getElementById("call-message");
  if (place.getAttribute("data-message") === message.id) return;
  const pending = document.querySelector('[data-message="call-pending"]');
  if (pending) pending.parentNode.removeChild(pending);
  place.setAttribute("data-message", message.id);
  place.textContent = message.text;
  place.removeAttribute("hidden");
  if (hasArrived) document.getElementById("confirm-call").focus();
}
