// Drag and drop, and a bar while a large file goes in. Without it the form works as it is.
const form = document.getElementById("upload");
const drop = document.getElementById("drop");
const file = document.getElementById("file");
const error = document.getElementById("upload-error");
const sending = document.getElementById("sending");
const sent = document.getElementById("sent");

function complain(sentence) {
  sending.hidden = true;
  error.querySelector(".sentence").textContent = sentence;
  error.hidden = false;
  form.querySelector("button").disabled = false;
}

function sentenceIn(answer) {
  try {
    return JSON.parse(answer).error;
  } catch {
    return error.dataset.broken;
  }
}

function send() {
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html, application/json;q=0.9");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) sent.value = (100 * event.loaded) / event.total;
  });
  request.addEventListener("load", () => {
    if (request.status < 400) location.assign(request.responseURL);
    else complain(sentenceIn(request.responseText));
  });
  request.addEventListener("error", () => complain(error.dataset.broken));
  error.hidden = true;
  sending.hidden = false;
  form.querySelector("button").disabled = true;
  request.send(new FormData(form));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
for (const name of ["dragenter", "dragover"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
for (const name of ["dragleave", "drop"]) {
  drop.addEventListener(name, () => drop.classList.remove("over"));
}
drop.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length) file.files = event.dataTransfer.files;
});
// A file that lands beside the box must not replace the page.
for (const name of ["dragover", "drop"]) {
  window.addEventListener(name, (event) => event.preventDefault());
}
