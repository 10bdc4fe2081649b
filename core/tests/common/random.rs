//! Random texts that are the same in every run.

/// A source of numbers: SplitMix64, see <https://prng.di.unimi.it/splitmix64.c>.
#[derive(Debug)]
pub(crate) struct Random {
    state: u64,
    letters: Vec<char>,
}

impl Random {
    /// What JSON, URLs, numbers and tokens are made of, and some that is in none of them.
    const LETTERS: &str = "{}[]\":,\\/.-_=?&#%+ 0123456789abceEtruflsnyJ\n\0æ💥";

    pub(crate) fn new(seed: u64) -> Self {
        Self { state: seed, letters: Self::LETTERS.chars().collect() }
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).unwrap()
    }

    pub(crate) fn text(&mut self) -> String {
        (0..self.below(80)).map(|_| self.letter()).collect()
    }

    fn letter(&mut self) -> char {
        let at = self.below(self.letters.len());
        self.letters[at]
    }

    /// `text` with some of it cut out, doubled or replaced.
    pub(crate) fn damaged(&mut self, text: &str) -> String {
        let mut letters: Vec<char> = text.chars().collect();
        for _ in 0..=self.below(3) {
            let at = self.below(letters.len() + 1);
            let end = (at + self.below(12)).min(letters.len());
            let put: Vec<char> = match self.below(3) {
                0 => vec![],
                1 => letters[at..end].repeat(2),
                _ => self.text().chars().take(end - at).collect(),
            };
            letters.splice(at..end, put);
        }
        letters.into_iter().collect()
    }
}
