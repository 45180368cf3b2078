// Small behaviours of the pages that are not the player. Every page works without them.

import { followArrows } from "./site/arrows";
import { keepLive } from "./site/live";
import { makeSortable } from "./site/sorting";

followArrows(document);
keepLive(document);
makeSortable(document);
