//! What people say in the films: the sentences of a talk that nobody quotes, and those that are planted.

use super::Set;

/// What is said in the films of a set: nothing of the one is said in the other.
pub(super) struct Talk {
    /// Said in every film, in another order.
    pub(super) plain: &'static [&'static str],
    /// Words that were said in public and are anybody's; one of them in each film.
    pub(super) quotes: &'static [&'static str],
}

impl Talk {
    pub(super) fn of(set: Set) -> Self {
        match set {
            Set::Tune => Self {
                plain: &TALK_TO_TUNE,
                quotes: &QUOTES_TO_TUNE,
            },
            Set::Report => Self {
                plain: &TALK_TO_REPORT,
                quotes: &QUOTES_TO_REPORT,
            },
        }
    }
}

const TALK_TO_TUNE: [&str; 30] = [
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

const TALK_TO_REPORT: [&str; 30] = [
    "The harbour was behind the sheds, so you smelled it before you saw it.",
    "My uncle had the second boat from the left.",
    "We went out at four and came back around noon.",
    "There was a clock in the cabin that was always ten minutes slow.",
    "They sold the catch on the pier, mostly to the hotels.",
    "In winter the nets were hung up in the loft.",
    "She kept the accounts in a green notebook.",
    "You needed a second pair of gloves for the ropes.",
    "The engine came from a lorry, somebody had changed the gears.",
    "He showed me how to read the chart on the wall.",
    "On Sundays we painted the railings or cleaned the tank.",
    "It was a short walk up to the school from there.",
    "The teacher had a stove in the corner of the room.",
    "There were two classes in one room, the small ones in front.",
    "I sat next to a boy from the other side of the bay.",
    "We had bread and cheese in a tin with a lid.",
    "Afterwards somebody had to carry the wood in.",
    "The bus came twice a day, and on Saturdays once.",
    "They built the road later, along the old railway.",
    "A neighbour of ours drove the snow plough.",
    "You could hear it from the kitchen when it turned at the bridge.",
    "The shop had three shelves and a counter with a scale.",
    "My aunt worked there in the mornings.",
    "He bought the house from a man who had moved to the city.",
    "It needed a new roof, and we did the windows as well.",
    "Then the cousins came over and helped with the beams.",
    "We stored the tiles in the yard until the spring.",
    "There is a drawing of it in one of the drawers.",
    "She says that the door was blue, I think it was grey.",
    "About then they put up the lamp at the corner.",
];

const QUOTES_TO_TUNE: [&str; 30] = [
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
    "Men, their rights and nothing more; women, their rights and nothing less.",
    "If there is no struggle, there is no progress.",
    "With malice toward none, with charity for all.",
    "The ballot is stronger than the bullet.",
    "Speak softly and carry a big stick, and you will go far.",
    "The world must be made safe for democracy.",
    "I only regret that I have but one life to lose for my country.",
    "We must all hang together, or most assuredly we shall all hang separately.",
    "These are the times that try men's souls.",
    "What is past is prologue.",
    "Cowards die many times before their deaths.",
    "All happy families are alike; each unhappy family is unhappy in its own way.",
    "Neither a borrower nor a lender be.",
    "The lamps are going out all over Europe.",
    "We choose to go to the moon in this decade.",
    "An iron curtain has descended across the continent.",
    "Imagination is more important than knowledge.",
    "God does not play dice with the universe.",
    "Genius is one per cent inspiration and ninety-nine per cent perspiration.",
    "Half the truth is often a great lie.",
];

const QUOTES_TO_REPORT: [&str; 20] = [
    "We hold these truths to be self-evident, that all men are created equal.",
    "I came, I saw, I conquered.",
    "The unexamined life is not worth living.",
    "To be, or not to be, that is the question.",
    "I think, therefore I am.",
    "Power tends to corrupt, and absolute power corrupts absolutely.",
    "The history of all hitherto existing society is the history of class struggles.",
    "I have not yet begun to fight!",
    "Our fathers brought forth upon this continent a new nation.",
    "A house divided against itself cannot stand.",
    "Those who cannot remember the past are condemned to repeat it.",
    "Man is born free, and everywhere he is in chains.",
    "No man is an island, entire of itself.",
    "The evil that men do lives after them.",
    "Where they burn books, they will in the end burn people too.",
    "Workers of the world, unite, you have nothing to lose but your chains.",
    "I disapprove of what you say, but I will defend to the death your right to say it.",
    "It was the best of times, it was the worst of times.",
    "Nothing in life is to be feared, it is only to be understood.",
    "We shall fight on the beaches, we shall fight in the fields and in the streets.",
];
