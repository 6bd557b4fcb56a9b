using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tests.Wire;

[CancelAfter(20_000)]
public sealed class ResponseReaderTests
{
    [Test]
    public async Task A_final_response_comes_with_version_status_reason_fields_and_body(CancellationToken token)
    {
        var response = await ResponseReading.ReadAsync("HTTP/1.1 201 Created\r\nLocation: /files/1\r\nContent-Length: 2\r\n\r\nok", token);
        response.Version.ShouldBe("HTTP/1.1");
        response.Status.ShouldBe(201);
        response.Reason.ShouldBe("Created");
        response.Fields["location"].ShouldBe("/files/1");
        response.Text().ShouldBe("ok");
        response.Complete.ShouldBeTrue();
        response.Malformed.ShouldBeEmpty();
    }

    [Test]
    public async Task Interim_responses_come_one_by_one_with_their_fields_before_the_final_one(CancellationToken token)
    {
        var reader =
            ResponseReading.Of("HTTP/1.1 104 Upload Resumption Supported\r\nLocation: /u/1\r\nUpload-Draft-Interop-Version: 6\r\n\r\n"
            + "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
        var announcement = (await reader.ReadAsync("POST", token)).ShouldNotBeNull();
        (announcement.Status, announcement.IsInterim, announcement.Fields["Location"]).ShouldBe((104, true, "/u/1"));
        (await reader.ReadAsync("POST", token)).ShouldNotBeNull().Status.ShouldBe(100);
        (await reader.ReadAsync("POST", token)).ShouldNotBeNull().Status.ShouldBe(204);
        (await reader.ReadAsync("POST", token)).ShouldBeNull();
    }

    [TestCase("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")]
    [TestCase("HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [TestCase("PATCH", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n")]
    [TestCase("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n")]
    [TestCase("GET", "HTTP/1.1 101 Switching Protocols\r\n\r\n")]
    public async Task A_response_without_a_body_ends_with_its_head_whatever_its_fields_say(
        string method, string head, CancellationToken token)
    {
        var reader = ResponseReading.Of(head + "HTTP/1.1 200 Next\r\nContent-Length: 0\r\n\r\n");
        var response = (await reader.ReadAsync(method, token)).ShouldNotBeNull();
        response.Complete.ShouldBeTrue();
        response.Body.Length.ShouldBe(0);
        (await reader.ReadAsync("GET", token)).ShouldNotBeNull().Reason.ShouldBe("Next");
    }

    [Test]
    public async Task Two_responses_in_one_packet_are_two_responses(CancellationToken token)
    {
        var reader = ResponseReading.Of("HTTP/1.1 200 A\r\nContent-Length: 1\r\n\r\naHTTP/1.1 404 B\r\nContent-Length: 1\r\n\r\nb");
        (await reader.ReadAsync("GET", token)).ShouldNotBeNull().Text().ShouldBe("a");
        (await reader.ReadAsync("GET", token)).ShouldNotBeNull().Text().ShouldBe("b");
    }

    [Test]
    public async Task A_body_shorter_than_its_Content_Length_is_kept_and_incomplete(CancellationToken token)
    {
        var response = await ResponseReading.ReadAsync("HTTP/1.1 409 Conflict\r\nContent-Length: 10\r\n\r\nhalf", token);
        (response.Status, response.Complete, response.Text()).ShouldBe((409, false, "half"));
    }

    [TestCase("abc")]
    [TestCase("-1")]
    [TestCase("+5")]
    [TestCase("5, 6")]
    [TestCase("")]
    [TestCase("99999999999999999999")]
    public async Task A_Content_Length_that_is_not_a_number_is_recorded(string length, CancellationToken token)
    {
        var response = await ResponseReading.ReadAsync($"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\nhello", token);
        response.Complete.ShouldBeFalse();
        response.Malformed.ShouldHaveSingleItem().ShouldStartWith($"Content-Length is '{length}'");
    }

    [Test]
    public async Task Two_Content_Lengths_that_differ_are_written_down_and_equal_ones_count_once(CancellationToken token)
    {
        var equal = await ResponseReading.ReadAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok", token);
        (equal.Text(), equal.Complete).ShouldBe(("ok", true));
        var differing = await ResponseReading.ReadAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!", token);
        differing.Malformed.ShouldHaveSingleItem();
    }

    [TestCase("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")]
    [TestCase("5;name=value\r\nhello\r\n6 ;x\r\n world\r\n0;last\r\n\r\n")]
    [TestCase("b\r\nhello world\r\n0\r\nDigest: x\r\nServer-Timing: y\r\n\r\n")]
    [TestCase("0B\r\nhello world\r\n000\r\n\r\n")]
    public async Task A_chunked_body_is_put_together(string chunks, CancellationToken token)
    {
        var reader =
            ResponseReading.Of("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n" + chunks + "HTTP/1.1 204 Next\r\n\r\n");
        var response = (await reader.ReadAsync("GET", token)).ShouldNotBeNull();
        (response.Text(), response.Complete).ShouldBe(("hello world", true));
        (await reader.ReadAsync("GET", token)).ShouldNotBeNull().Reason.ShouldBe("Next");
    }

    [TestCase("zz\r\nhello\r\n0\r\n\r\n", "The chunk size is 'zz'")]
    [TestCase("+5\r\nhello\r\n0\r\n\r\n", "The chunk size is '+5'")]
    [TestCase("0x5\r\nhello\r\n0\r\n\r\n", "The chunk size is '0x5'")]
    [TestCase("\r\nhello\r\n0\r\n\r\n", "The chunk size is ''")]
    [TestCase("7fffffff\r\nhello", "A chunk does not have the length of its chunk size.")]
    [TestCase("ffffffffffffffff\r\nhello", "The chunk size is 'ffffffffffffffff'")]
    [TestCase("4\r\nhello\r\n0\r\n\r\n", "A chunk does not have the length of its chunk size.")]
    [TestCase("9\r\nhello", "A chunk does not have the length of its chunk size.")]
    [TestCase("5\r\nhello\r\n", "The stream ended before the last chunk.")]
    [TestCase("5\r\nhello\r\n0\r\nDigest: x\r\n", "The stream ended inside the trailer section.")]
    public async Task Broken_chunks_make_an_incomplete_body_and_a_sentence(string chunks, string sentence, CancellationToken token)
    {
        var response = await ResponseReading.ReadAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, token);
        (response.Status, response.Complete).ShouldBe((200, false));
        response.Malformed.ShouldHaveSingleItem().ShouldStartWith(sentence);
    }

    [Test]
    public async Task A_body_without_a_length_goes_on_until_the_stream_ends(CancellationToken token)
    {
        var response = await ResponseReading.ReadAsync("HTTP/1.0 200 OK\r\n\r\nuntil the end", token);
        (response.Text(), response.Complete).ShouldBe(("until the end", true));
    }

    [Test]
    public async Task Bytes_beyond_ASCII_are_preserved(CancellationToken token)
    {
        var response = await ResponseReading.ReadAsync(
            "HTTP/1.1 200 Tr\u00e8s bien\r\nX-Name: \u00ff\u0080\r\nContent-Length: 2\r\n\r\n\u00fe\u0000", token);
        (response.Reason, response.Fields["X-Name"], response.Text()).ShouldBe(("Tr\u00e8s bien", "\u00ff\u0080", "\u00fe\u0000"));
    }

    [TestCase("SSH-2.0-OpenSSH_9.6\r\n\r\n")]
    [TestCase("<html>\n\n")]
    [TestCase("HTTP/1.1 2x0 OK\r\n\r\n")]
    [TestCase("HTTP/1.1  200 OK\r\n\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\nNo: end")]
    [TestCase("\r\n\r\n")]
    public async Task Data_that_is_not_HTTP_is_refused_and_stays_readable_for_the_log(string bytes, CancellationToken token)
    {
        var reader = ResponseReading.Of(bytes);
        await Should.ThrowAsync<FormatException>(() => reader.ReadAsync("GET", token));
        System.Text.Encoding.Latin1.GetString(reader.Unread.Span).ShouldBe(bytes);
    }

    [Test]
    public async Task A_head_that_does_not_end_is_given_up_before_it_fills_the_memory(CancellationToken token)
    {
        var reader = ResponseReading.Of("HTTP/1.1 200 OK\r\nX: " + new string('x', 2 * 1024 * 1024));
        var refused = await Should.ThrowAsync<BeyondLimitException>(() => reader.ReadAsync("GET", token));
        refused.Message.ShouldBe("a response head of more than 256 KiB");
        reader.Unread.Length.ShouldBeLessThan(600 * 1024);
    }

    [Test]
    public async Task A_long_line_that_is_no_status_line_is_given_up_and_quoted_in_short(CancellationToken token)
    {
        var reader = ResponseReading.Of(new string('x', 2 * 1024 * 1024));
        (await Should.ThrowAsync<FormatException>(() => reader.ReadAsync("GET", token))).Message.Length.ShouldBeLessThan(200);
        reader.Unread.Length.ShouldBeLessThan(600 * 1024);
    }

    [TestCase("X: y\r\n", 3000, "a response head of more than 2000 lines")]
    [TestCase(" folded\r\n", 3000, "a response head of more than 2000 lines")]
    public async Task A_head_of_too_many_lines_is_given_up(string line, int count, string what, CancellationToken token)
    {
        var reader = ResponseReading.Of("HTTP/1.1 200 OK\r\nA: b\r\n" + string.Concat(Enumerable.Repeat(line, count)) + "\r\n");
        (await Should.ThrowAsync<BeyondLimitException>(() => reader.ReadAsync("GET", token))).Message.ShouldBe(what);
    }

    [TestCase(0, 1000)]
    [TestCase(10_000, 26)]
    public async Task Interim_responses_without_end_are_given_up(int length, int readable, CancellationToken token)
    {
        var reader =
            ResponseReading.Of(string.Concat(Enumerable.Repeat($"HTTP/1.1 103 \r\nLink: {new string('x', length)}\r\n\r\n", 2000)));
        for (var read = 0; read < readable; read++)
        {
            (await reader.ReadAsync("GET", token)).ShouldNotBeNull().Status.ShouldBe(103);
        }

        (await Should.ThrowAsync<BeyondLimitException>(() => reader.ReadAsync("GET", token))).Message
            .ShouldBe("more than 1000 interim responses to one request, or more than 256 KiB of them");
    }

    [TestCase("", "")]
    [TestCase("Content-Length: 999999999999\r\n", "")]
    [TestCase("Transfer-Encoding: chunked\r\n", "fffffff\r\n")]
    public async Task A_body_that_does_not_end_is_read_up_to_the_limit(string field, string before, CancellationToken token)
    {
        var response = await ResponseReading.ReadAsync($"HTTP/1.1 200 OK\r\n{field}\r\n{before}" + new string('x', 3 * 1024 * 1024), token);
        (response.Status, response.Complete, response.Body.Length).ShouldBe((200, false, 1024 * 1024));
        response.Malformed.ShouldBeEmpty("no text limits a body");
        response.Beyond.ShouldBe("a response body that is more than 1024 KiB longer than what was uploaded");
    }

    [Test]
    public async Task A_body_of_just_the_limit_is_whole(CancellationToken token)
    {
        var response = await ResponseReading.ReadAsync("HTTP/1.1 200 OK\r\n\r\n" + new string('x', 1024 * 1024), token);
        (response.Complete, response.Body.Length, response.Beyond).ShouldBe((true, 1024 * 1024, null));
    }

    [TestCase("1;" , "a line of more than 256 KiB inside a body")]
    [TestCase("0\r\nX: ", "a line of more than 256 KiB inside a body")]
    public async Task A_line_without_end_inside_a_chunked_body_is_given_up(string before, string what, CancellationToken token)
    {
        var response = await ResponseReading.ReadAsync(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + before + new string('x', 1024 * 1024), token);
        (response.Status, response.Complete, response.Beyond).ShouldBe((200, false, what));
    }

    [Test]
    public async Task Trailers_without_end_are_given_up(CancellationToken token)
    {
        var response = await ResponseReading.ReadAsync(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + string.Concat(Enumerable.Repeat("X: trailer\r\n", 100_000)),
            token);
        (response.Status, response.Complete, response.Beyond).ShouldBe((200, false, "a trailer section of more than 256 KiB"));
    }

    [Test]
    public async Task A_stream_that_ends_before_its_first_byte_is_no_response(CancellationToken token) =>
        (await ResponseReading.Of("").ReadAsync("GET", token)).ShouldBeNull();
}
