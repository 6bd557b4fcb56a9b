using Holdfast.Conformance.Wire;
using Holdfast.Conformance.Wire.Serving;

namespace Holdfast.Conformance.Tests.Wire.Serving;

public sealed class RequestHeadTests
{
    [Test]
    public void A_request_is_read_as_it_was_sent()
    {
        var request = RequestHead.Parse("PATCH /files/1?a=b HTTP/1.1\r\nHost: x\r\nupload-offset: 7\r\nContent-Length: 3\r\n\r\n");
        (request.Method, request.Target, request.Version).ShouldBe(("PATCH", "/files/1?a=b", "HTTP/1.1"));
        request.Number("Upload-Offset").ShouldBe(7);
        request.Malformed.ShouldBeEmpty();
    }

    [TestCase("GET / HTTP/1.1\r\n\r\n", "The request has 0 Host fields instead of one.")]
    [TestCase("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "The request has 2 Host fields instead of one.")]
    [TestCase("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "The request says the length of its body more than once.")]
    [TestCase("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n", "The Content-Length is '+1', which is not a number.")]
    [TestCase("GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", "'no colon' is not a field line.")]
    [TestCase("GET / HTTP/1.1\nHost: a\r\n\r\n", "A line of the head ends in a bare LF.")]
    public void A_departure_from_the_grammar_is_written_down(string head, string departure) =>
        RequestHead.Parse(head).Malformed.ShouldBe([departure]);

    [TestCase("GET  / HTTP/1.1")]
    [TestCase("GET / HTTP/2.0")]
    [TestCase("G(T / HTTP/1.1")]
    [TestCase("GET /a b HTTP/1.1")]
    [TestCase("")]
    public void A_first_line_that_is_no_request_line_is_refused(string line) =>
        Should.Throw<FormatException>(() => RequestHead.Parse($"{line}\r\nHost: x\r\n\r\n")).Message.ShouldEndWith(
            "is not a request line.");

    [TestCase("HTTP/1.1", "", false)]
    [TestCase("HTTP/1.1", "Connection: Close\r\n", true)]
    [TestCase("HTTP/1.0", "", true)]
    [TestCase("HTTP/1.0", "Connection: keep-alive\r\n", false)]
    public void The_connection_ends_when_the_client_says_so(string version, string fields, bool closes) =>
        RequestHead.Parse($"GET / {version}\r\nHost: x\r\n{fields}\r\n").Closes.ShouldBe(closes);

    [TestCase("1f\r\n", 31)]
    [TestCase("0;name=value\r\n", 0)]
    [TestCase("g\r\n", null)]
    [TestCase("123456789\r\n", null)]
    public void The_size_of_a_chunk_is_hexadecimal(string line, long? size) => RequestHead.ChunkSize(line).ShouldBe(size);

    [Test]
    public void More_lines_than_any_head_has_are_read_no_further() =>
        Should.Throw<BeyondLimitException>(
            () => RequestHead.Parse("GET / HTTP/1.1\r\n" + string.Concat(Enumerable.Repeat("a: b\r\n", 3000)) + "\r\n"))
            .Message.ShouldBe("a request head of more than 2000 lines");
}
