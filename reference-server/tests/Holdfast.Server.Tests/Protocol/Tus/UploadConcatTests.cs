using Holdfast.Protocol.Tus;

namespace Holdfast.Server.Tests.Protocol;

public sealed class UploadConcatTests
{
    [TestCase("partial")]
    [TestCase("final;/files/a", "/files/a")]
    [TestCase("final;/files/b http://host/files/a /files/b", "/files/b", "http://host/files/a", "/files/b")]
    [TestCase("final; /files/a  /files/b ", "/files/a", "/files/b")]
    public void The_two_words_are_read_and_kept(string text, params string[] parts)
    {
        UploadConcat.TryParse(text, out var concat).ShouldBeTrue();
        concat.Text.ShouldBe(text);
        concat.Parts.ShouldBe(parts);
        concat.IsFinal.ShouldBe(parts.Length > 0);
    }

    [TestCase("")]
    [TestCase("Partial")]
    [TestCase("partial;")]
    [TestCase(" partial")]
    [TestCase("final")]
    [TestCase("final;")]
    [TestCase("final; ")]
    [TestCase("FINAL;/files/a")]
    [TestCase("partial, partial")]
    [TestCase("final;/files/\u00e4")]
    [TestCase("final;/files/a?\ufffd")]
    [TestCase("final;/files/a\t/files/b")]
    [TestCase("final;/files/a\u007f")]
    public void Anything_else_is_refused(string text) => UploadConcat.TryParse(text, out _).ShouldBeFalse();
}
