// Tells the sign-in which time zone this browser lives in, so that the first plans are told in the right hour.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const field of document.querySelectorAll("input[data-time-zone]")) field.value = zone ?? "";
