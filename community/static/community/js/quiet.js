// What is read here is quiet on this device: tells the service worker to take its notifications away. By the address of
// this page, and by the tags that the page names: an element with data-read="<dispatch id>" each.

const tags = [...document.querySelectorAll("[data-read]")].map((one) => one.dataset.read);

navigator.serviceWorker?.getRegistration("/").then((registration) => {
  registration?.active?.postMessage({ type: "read", tags, urls: [location.pathname] });
});
