//! What people say in the films: the sentences of a talk that nobody quotes, and those that are planted.

/// Said in every film, in another order.
pub(super) const TALK: [&str; 30] = [
    "We had a van and it was parked behind the old station.",
    "He came over on Tuesday and we sat in the kitchen.",
    "There were three of us, and then there were four.",
    "It was about half past nine when they let us in.",
    "She had a list of the places where we could play.",
    "They put the cables along the wall and up to the stage.",
    "You could see the street from the window on the left.",
    "So we took the other road and came in from the north.",
    "The man at the door had a book with the names in it.",
    "We used to meet there on Thursdays, most of the time.",
    "Then somebody moved the boxes to the room at the back.",
    "It took a while until the lights were up and running.",
    "I think the second one was a bit longer than the first.",
    "There was a shop next door where they sold the records.",
    "My brother drove and I sat with the map on my knees.",
    "He wrote it down on the back of a paper bag.",
    "They had a machine with two tapes in it on the table.",
    "The room was not large, some forty people could sit there.",
    "After that we packed the things and went to the next town.",
    "She asked us to come in early and try the microphones.",
    "It rained, so we did it in the hall instead.",
    "The posters were printed by a friend of the drummer.",
    "We had a copy of it somewhere in the office.",
    "He said that he would call, and a week later he did.",
    "There is a photograph of that, with the dog in front.",
    "The stairs were narrow, so the piano went up by the crane.",
    "They changed the sign over the door in the spring.",
    "You had to book the room two weeks before.",
    "I sat at the side and counted the bars for them.",
    "In the end we did three of them in one afternoon.",
];

/// Words that were said in public and are anybody's.
pub(super) const QUOTES: [&str; 10] = [
    "Ask not what your country can do for you, ask what you can do for your country.",
    "I have nothing to offer but blood, toil, tears and sweat.",
    "Never was so much owed by so many to so few.",
    "Give me liberty, or give me death!",
    "Government of the people, by the people, for the people, shall not perish from the earth.",
    "The only thing we have to fear is fear itself.",
    "Injustice anywhere is a threat to justice everywhere.",
    "I would rather be a rebel than a slave.",
    "Here I stand, I can do no other.",
    "I have borne thirteen children, and seen most all sold off to slavery.",
];
