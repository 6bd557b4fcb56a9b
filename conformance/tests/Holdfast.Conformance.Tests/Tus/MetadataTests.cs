using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tests.Tus;

/// <summary>The judge's own reading of Upload-Metadata.</summary>
public sealed class MetadataTests
{
    [TestCase("a YQ==", "a=61")]
    [TestCase("a YQ==,b /w==", "a=61|b=FF")]
    [TestCase("a YQ==, b Yg==", "a=61|b=62")]
    [TestCase("k", "k=")]
    [TestCase("k ", "k=")]
    [TestCase("k,a YQ==", "k=|a=61")]
    public void Pairs_are_read_in_order_with_their_bytes(string value, string pairs) =>
        string.Join("|", Metadata.Read(value).ShouldNotBeNull()).ShouldBe(pairs);

    [TestCase("")]
    [TestCase(",")]
    [TestCase("a YQ==,")]
    [TestCase("a ***")]
    [TestCase("a YQ")]
    [TestCase("a -_8=")]
    [TestCase("a  YQ==")]
    [TestCase("a Y Q==")]
    public void Invalid_grammar_is_not_parsed(string value) => Metadata.Read(value).ShouldBeNull();

    [TestCase("a YQ==,b Yg==", "a YQ==,b Yg==", "byte for byte")]
    [TestCase("k ", "k", "the same pairs in the same order")]
    [TestCase("a YQ==,b Yg==", "a YQ==, b Yg==", "the same pairs in the same order")]
    [TestCase("a YQ==,b Yg==", "b Yg==,a YQ==", "the same pairs in another order")]
    [TestCase("a YQ==,b Yg==", "a YQ==", "the key 'b' is missing")]
    [TestCase("a /w==", "a 77+9", "another value of 'a': 3 bytes that differ from byte 0 on")]
    [TestCase("A YQ==", "a YQ==", "the key 'A' is missing")]
    [TestCase("a YQ==,a Yg==", "a Yg==", "another value of 'a': 1 bytes that differ from byte 0 on")]
    [TestCase("a YQ", "a YQ==", "the same pairs in the same order")]
    [TestCase("a  YQ==", "a YQ==", "the same pairs in the same order")]
    [TestCase("a -_8=", "a +/8=", "the same pairs in the same order")]
    [TestCase(",a YQ==", "a YQ==", "the same pairs in the same order")]
    [TestCase("a ***", "a", "not the pairs that were sent: 'a'")]
    [TestCase("a ***", "a ***", "byte for byte")]
    [TestCase("a YQ==", null, "absent")]
    [TestCase(",", null, "the same pairs in the same order")]
    public void An_echo_is_graded_by_pairs_and_not_by_spelling(string sent, string? received, string grade) =>
        Metadata.Echo(sent, Head(received)).ShouldBe(grade);

    [Test]
    public void A_pair_is_written_in_UTF_8_and_Base64() => Metadata.Pair("filename", "słońce").ShouldBe("filename c8WCb8WEY2U=");

    private static Exchange Head(string? metadata) =>
        new([], ResponseHead.Parse("HTTP/1.1 200 OK\r\n" + (metadata is null ? "" : $"Upload-Metadata: {metadata}\r\n") + "\r\n"),
            WireEnd.Open);
}
