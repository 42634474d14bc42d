// A form that needs nothing typed sends itself; its button stays for who has no JavaScript.
const form = document.querySelector("form[data-submit-at-once]");
form?.requestSubmit();
