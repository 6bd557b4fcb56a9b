using Holdfast.Reports.Wording;

namespace Holdfast.Reports.Tests.Wording;

public sealed class ShellWordsTests
{
    [TestCase("node server.mjs {port}", "node|server.mjs|{port}")]
    [TestCase("  a   b ", "a|b")]
    [TestCase("'a b' \"c d\"", "a b|c d")]
    [TestCase("a\\ b", "a b")]
    [TestCase("x'y z'w", "xy zw")]
    [TestCase("\"a\\\"b\"", "a\"b")]
    [TestCase("'it'\\''s'", "it's")]
    [TestCase("''", "")]
    [TestCase("never 'closed", "never|'closed")]
    public void A_command_line_is_split_as_a_shell_does(string command, string words) =>
        string.Join('|', ShellWords.Split(command)).ShouldBe(words);

    [TestCase("plain/path-1.0")]
    [TestCase("two words")]
    [TestCase("it's")]
    [TestCase("$HOME `x` \"y\"")]
    [TestCase("")]
    public void A_quoted_word_is_split_into_one_word(string word) => ShellWords.Split(ShellWords.Quote(word)).ShouldBe([word]);
}
