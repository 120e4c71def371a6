"""Merges the letters of some scripts into one font, as high as the Latin one they stand beside.

merge_fonts.py LATIN SCRIPT... OUT
"""

import os
import sys
import tempfile

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

# Arabic and its presentation forms, Bengali with the two stops it shares, the joiners, and the dotted circle that marks
# a vowel alone. Digits and Latin letters stay with the Latin font.
LETTERS = [
    *range(0x0600, 0x0700), *range(0x0750, 0x0780), *range(0x08A0, 0x0900), *range(0xFB50, 0xFE00), *range(0xFE70, 0xFF00),
    0x0964, 0x0965, *range(0x0980, 0x0A00), 0x200C, 0x200D, 0x25CC,
]

# A space is drawn in the font of the word before it. The stops are there because the toolkit puts a change of font inside an Arabic
# line from left to right: with a stop from another font, the second sentence stood before the first. The toolkit asks this font
# first, for every language: so they are those of the Latin font, or each full stop of English would be an Arabic one, small and high.
MARKS = [0x0020, 0x00A0, *map(ord, ".:!«»…")]


# The toolkit gives each line the height of the Latin font and cuts off what is lower: the last strokes of many Arabic letters were.
# So they are made a little smaller, and stand a little higher.
SMALLER = 0.88
HIGHER = 70


def letters_of(path, folder, letters=LETTERS, features=("*",)):
    font = TTFont(path)
    if "Arabic" in os.path.basename(path):
        fit(font)
    options = Options()
    options.layout_features = list(features)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    out = os.path.join(folder, os.path.basename(path))
    font.save(out)
    return out


def fit(font):
    size = font["head"].unitsPerEm
    scale_upem(font, round(size * SMALLER))
    font["head"].unitsPerEm = size
    for name in font.getGlyphOrder():
        glyph = font["glyf"][name]
        if glyph.numberOfContours > 0:  # the others are made of these
            glyph.coordinates.translate((0, HIGHER))
            glyph.recalcBounds(font["glyf"])


def main(latin, *rest):
    *scripts, out = rest
    with tempfile.TemporaryDirectory() as folder:
        font = Merger().merge([*(letters_of(path, folder) for path in scripts), letters_of(latin, folder, MARKS, ())])
    like = TTFont(latin)
    # Otherwise every line of the window would be half as high again.
    for table, fields in {
        "hhea": ("ascent", "descent", "lineGap"),
        "OS/2": ("sTypoAscender", "sTypoDescender", "sTypoLineGap", "usWinAscent", "usWinDescent"),
    }.items():
        for field in fields:
            setattr(font[table], field, getattr(like[table], field))
    # Not today's date: the same fonts give the same bytes.
    font.recalcTimestamp = False
    font["head"].created = font["head"].modified = like["head"].modified
    font.save(out)


main(*sys.argv[1:])
