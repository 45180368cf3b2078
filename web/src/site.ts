// Small behaviours of the pages that are not the player. Every page works without them.

import { followArrows } from "./site/arrows";

followArrows(document);
