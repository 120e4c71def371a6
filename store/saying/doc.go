// Package saying holds sentences that can be said in more than one language, for packages that know none.
//
// A [Text] is English words with gaps, as fmt has them; a [Sentence] is a text with what goes into its gaps, which may
// be sentences again. Its String is the English, word for word. Whoever has a window looks the Text up in the chosen
// language and fills the gaps anew, so numbers, times and amounts are written as that language does, and names stay.
//
// Make one with [New]; give an error of nothing but words with [Error]; find the sentence in an error with [Of]. Every
// Text in the source must be in every table of assets/locales/said: a test there finds them by their type, so a Text is
// always a constant. Words that only a damaged or dishonest program can bring about are for engineers: [Plain].
package saying
