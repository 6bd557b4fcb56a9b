using System.Text;
using Holdfast.Chaos.Http;

namespace Holdfast.Chaos.Tests.Http;

public sealed class MessageReaderTests
{
    private const string Get = "GET / HTTP/1.1\r\n\r\n";

    [TestCase(Get, "H18.")]
    [TestCase("\r\n" + Get + Get, "F2 H18. H18.")]
    [TestCase("GET / HTTP/1.0\n\n", "H16.")]
    [TestCase("PUT / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc" + Get, "H37 C3. H18.")]
    [TestCase("PUT / HTTP/1.1\r\nContent-Length: 3, 3\r\n\r\nabc", "H40 C3.")]
    [TestCase("PUT / HTTP/1.1\r\nTRANSFER-ENCODING: gzip, Chunked\r\n\r\n1B;a\r\n123456789012345678901234567\r\n0\r\n\r\n" + Get,
        "H52 F6 C27 F2 F3 F2. H18.")]
    [TestCase("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\nC: d\r\n\r\n" + Get, "H46 F3 F6 F6 F2. H18.")]
    [TestCase("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", "H46 X4")]
    [TestCase("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", "H46 F3 C1 X3")]
    [TestCase("PUT / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\nabc", "X43 X3")]
    [TestCase("PUT / HTTP/1.1\r\nContent-Length: -3\r\n\r\n", "X38")]
    [TestCase("PUT / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", "X56")]
    [TestCase("GET / SMTP/1.1\r\n\r\n", "X18")]
    [TestCase("\u0016\u0003\u0001", "X3")]
    [TestCase("THISISNOMETHODATALLBECAUSEITISTOOLONG", "X37")]
    public void Requests_are_parsed_into_their_pieces(string data, string pieces) => Read(data, false, "").ShouldBe(pieces);

    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 204 No\r\n\r\n", "GET", "H38 C3. H19.")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", "HEAD", "H38.")]
    [TestCase("HTTP/1.1 304 N\r\nContent-Length: 3\r\n\r\n", "GET", "H37.")]
    [TestCase("HTTP/1.1 104 U\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\n\r\nabc", "GET", "H24. H19 C3")]
    [TestCase("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1b\r\n123456789012345678901234567\r\n0\r\n\r\n", "GET",
        "H47 F4 C27 F2 F3 F2.")]
    [TestCase("HTTP/1.1 101 S\r\n\r\nabc", "GET", "H18 X3")]
    [TestCase("HTTP/1.1 200 S\r\n\r\nabc", "CONNECT", "H18 X3")]
    [TestCase("220 smtp\r\n", "GET", "X10")]
    [TestCase("HTTP/1.1 abc\r\n\r\n", "GET", "X16")]
    public void Responses_are_parsed_into_their_pieces(string data, string method, string pieces) =>
        Read(data, true, method).ShouldBe(pieces);

    [Test]
    public void The_result_does_not_depend_on_how_the_bytes_are_split([Values(1, 2, 3, 7, 64)] int size)
    {
        const string Data = "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\nA: b\r\n\r\n" + Get
            + "X / HTTP/1.1\r\nContent-Length: 9\r\n\r\n123456789";
        var reader = new MessageReader(false, () => "");
        var (content, messages) = (0, 0);
        for (var start = 0; start < Data.Length;)
        {
            var piece = reader.Next(Encoding.Latin1.GetBytes(Data[start..Math.Min(Data.Length, start + size)]));
            piece.Length.ShouldBeGreaterThan(0);
            piece.Kind.ShouldNotBe(PieceKind.Foreign);
            content += piece.Kind == PieceKind.Content ? piece.Length : 0;
            messages += piece.EndsMessage ? 1 : 0;
            start += piece.Length;
        }

        (content, messages).ShouldBe((14, 3));
    }

    private static string Read(string data, bool isResponse, string method)
    {
        var reader = new MessageReader(isResponse, () => method);
        var pieces = new List<string>();
        for (var rest = Encoding.Latin1.GetBytes(data).AsSpan(); rest.Length > 0;)
        {
            var piece = reader.Next(rest);
            var letter = piece.Kind switch { PieceKind.Head => "H", PieceKind.HeadPart => "h", PieceKind.Content =>
                "C", PieceKind.Framing => "F", _ => "X" };
            pieces.Add($"{letter}{piece.Length}{(piece.EndsMessage ? "." : "")}");
            rest = rest[piece.Length..];
        }

        return string.Join(' ', pieces);
    }
}
