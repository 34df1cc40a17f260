// The pages for paper: a button that opens the browser's own window for printing.
document.getElementById("print").addEventListener("click", () => window.print());
