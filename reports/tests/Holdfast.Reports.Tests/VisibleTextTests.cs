using System.Globalization;
using System.Text;
using Holdfast.Reports.Wording;

namespace Holdfast.Reports.Tests;

public sealed class VisibleTextTests
{
    [TestCase("plain ~ text", "plain ~ text")]
    [TestCase("", "")]
    [TestCase("\u001b[31mred", @"\x1b[31mred")]
    [TestCase("a\r\n\tb", @"a\r\n\tb")]
    [TestCase("\0\u007f\u0085\u009b", @"\x00\x7f\x85\x9b")]
    [TestCase("\u202Egnp.exe", @"\u{202E}gnp.exe")]
    [TestCase("zero\u200Bwidth\uFEFF", @"zero\u{200B}width\u{FEFF}")]
    [TestCase("\u00A0\u2028\u3000", @"\u{A0}\u{2028}\u{3000}")]
    [TestCase("\uE000\uFFFE\U000E0041", @"\u{E000}\u{FFFE}\u{E0041}")]
    [TestCase("Größe 東京 🌊", "Größe 東京 🌊")]
    public void Invisible_characters_are_written_out(string text, string visible) => VisibleText.Of(text).ShouldBe(visible);

    [Test]
    public void A_lone_surrogate_is_written_out() => VisibleText.Of("a\uD800b\uDC00").ShouldBe(@"a\u{D800}b\u{DC00}");

    [Test]
    public void Bytes_outside_ASCII_are_written_in_hexadecimal() => VisibleText.OfBytes("Ã©\u00a0\u00ff\n").ShouldBe(@"\xc3\xa9\xa0\xff\n");

    [Test]
    public void The_runs_tell_a_notation_from_the_same_text() => VisibleText.Runs("\\x1b\u001b\u001b!").ShouldBe(
    [
        new VisibleRun(@"\x1b", IsEscape: false),
        new VisibleRun(@"\x1b\x1b", IsEscape: true),
        new VisibleRun("!", IsEscape: false),
    ]);

    [Test]
    public void No_character_of_the_whole_of_Unicode_stays_invisible()
    {
        for (var value = 0; value <= 0x10FFFF; value++)
        {
            var text = Rune.IsValid(value) ? new Rune(value).ToString() : ((char)value).ToString();
            foreach (var rune in VisibleText.Of(text).EnumerateRunes())
            {
                var category = Rune.GetUnicodeCategory(rune);
                var isVisible =
                    rune.Value == ' ' || category < UnicodeCategory.SpaceSeparator || category > UnicodeCategory.OtherNotAssigned
                    || (category > UnicodeCategory.PrivateUse && category != UnicodeCategory.OtherNotAssigned);
                isVisible.ShouldBeTrue($"U+{value:X4}");
            }
        }
    }
}
