/**
 * On the page where one signs in: whoever is asked for that is not signed in, so nothing of anybody stays to be read
 * on this device. Words that wait to be sent stay for who wrote them, and go when somebody else signs in (`keeper.js`).
 */

import { badge } from "./icon.js";
import { Shelf } from "./shelf.js";

Shelf.open().then((shelf) => shelf?.wipe());
badge(0, null);
